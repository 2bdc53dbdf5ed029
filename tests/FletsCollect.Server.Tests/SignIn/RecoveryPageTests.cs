using System.Net;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Setting a new password on the pages for it, and what they do not tell.</summary>
public sealed class RecoveryPageTests : IAsyncLifetime
{
    private const string Fresh = "quite another password";

    private readonly RunningServer server = new(TimeProvider.System);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Unknown_ID_and_wrong_number_are_answered_in_the_same_words()
    {
        using var person = await server.NewSignedInAsync();

        var wrong = await RecoverAsync(person, person.UserName!, "9999999999");
        var unknown = await RecoverAsync(person, "fc9999999999", "0000000001");

        Assert.Equal(HttpStatusCode.OK, unknown.Status);
        Assert.Equal(wrong.Document!.QuerySelector("#Secret-error")!.TextContent, unknown.Document!.QuerySelector("#Secret-error")!.TextContent);
    }

    [Fact]
    public async Task Away_from_the_line_the_page_leads_to_the_desk()
    {
        using var person = await server.NewSignedInAsync();
        await server.LeaveTheLineAsync();

        var page = await person.OpenAsync("/recover");

        Assert.Equal("R01", page.Document!.QuerySelector("#recovery-refusal")!.GetAttribute("data-code"));
        Assert.Null(page.Document!.QuerySelector("#Secret"));
        Assert.NotNull(page.Document!.QuerySelector("a[href='/recover/code']"));
    }

    [Fact]
    public async Task Letter_of_the_desk_sets_a_new_password_from_anywhere()
    {
        using var person = await server.NewSignedInAsync();
        await server.LeaveTheLineAsync();
        var file = Path.Combine(Path.GetTempPath(), $"letter-{Guid.CreateVersion7():N}.txt");
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(0, await FletsCollect.Server.Commands.OperatorCommands.RunAsync(["post-reset-code", person.UserName!, "--by", "tanaka", "--to", file], server.Services, output, errors));
        var letter = await File.ReadAllTextAsync(file);
        File.Delete(file);
        var code = letter.Split("コード：")[1].Split('\n')[0].Trim();
        var done = await person.SubmitAsync(await person.OpenAsync("/recover/code"), ("UserName", person.UserName!), ("Secret", code), ("Password", Fresh));

        Assert.DoesNotContain(code, output.ToString(), StringComparison.Ordinal);
        Assert.NotNull(done.Document!.QuerySelector("#recovered"));
        Assert.NotNull((await person.SignInAsync(Fresh)).Document!.QuerySelector(".account-nav"));
    }

    [Fact]
    public async Task Password_that_everybody_tries_first_is_not_taken()
    {
        using var person = await server.NewSignedInAsync();

        var page = await person.SubmitAsync(await person.OpenAsync("/recover"), ("UserName", person.UserName!), ("Secret", "0000000001"), ("Password", "password1"));

        Assert.Contains("W03", page.Document!.QuerySelector("#Password-error")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P04", 0)]
    [InlineData("l07", 0)]
    [InlineData("X99", 1)]
    public async Task Desk_looks_up_the_code_that_a_page_shows(string code, int exit)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(exit, await FletsCollect.Server.Commands.OperatorCommands.RunAsync(["explain-code", code], server.Services, output, errors));

        Assert.Equal(exit == 0, output.ToString().Contains(code, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Every_code_is_its_own_and_stands_on_the_help_page()
    {
        using var person = server.NewPerson();

        var page = await person.OpenAsync("/help");

        var codes = page.Document!.QuerySelectorAll("#codes dt").Select(code => code.TextContent).ToList();
        Assert.Contains("P04", codes);
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<Seen> RecoverAsync(Person person, string id, string number) =>
        await person.SubmitAsync(await person.OpenAsync("/recover"), ("UserName", id), ("Secret", number), ("Password", Fresh));
}
