namespace FletsCollect.Server.Tests.Network;

/// <summary>Whose line a request is on is nobody's to claim.</summary>
public sealed class ClientAddressTests(RunningServer server)
{
    public static TheoryData<string, string> Forged => new()
    {
        { "X-Forwarded-For", "192.0.2.99" },
        { "Forwarded", "for=192.0.2.99" },
        { "X-Original-For", "192.0.2.99" },
        { "X-Forwarded", "192.0.2.99" },
        { "X-Cluster-Client-IP", "192.0.2.99" },
        { "CF-Connecting-IP", "192.0.2.99" },
        { "Fastly-Client-IP", "192.0.2.99" },
        { "Via", "1.1 192.0.2.99" },
        { "X-Real-IP", "192.0.2.99" },
        { "X-Client-IP", "192.0.2.99" },
        { "True-Client-IP", "192.0.2.99" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Forged_header_changes_nothing(string header, string value)
    {
        using var person = server.NewPerson();
        person.ExtraHeaders[header] = value;

        var page = await person.OpenAsync("/issue");

        Assert.Equal("CAF******0001", page.Document!.QuerySelector("#recognised-line")?.TextContent);
    }
}
