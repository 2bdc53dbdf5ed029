using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Server.Tests.Network;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>
/// The whole way of a line: the telco's register and the access server tell of it, the operator imports the one, FreeRADIUS reports the
/// other, and somebody at home buys.
/// </summary>
public sealed class AccessNetworkTests(Town town)
{
    [Fact]
    public async Task Line_of_the_register_whose_session_the_access_server_reports_buys_until_the_session_stops()
    {
        var digits = Town.NewDigits();
        var home = await town.Network.StartHomeWithoutSessionAsync();
        var household = new Household($"CAF{digits}", digits, home);
        await using var radius = await FreeRadius.StartAsync(town.Provider, Town.AccountingKey);
        await using var person = await town.OpenBrowserAsync(household);

        Assert.True(await AccountAsync(radius, household, "Start"));
        await person.Issue.OpenAsync();
        await person.Issue.ExpectRefusalAsync("L02");
        await ImportAsync(digits);
        await person.BuyAsync(await person.GetIdAsync(household));
        Assert.Equal(1, await town.ChargesOnAsync(household));

        Assert.True(await AccountAsync(radius, household, "Stop"));
        await person.Issue.OpenAsync();
        await person.Issue.ExpectRefusalAsync("L01");
    }

    private static Task<bool> AccountAsync(FreeRadius radius, Household household, string status) => radius.AccountAsync(
        $"Acct-Status-Type = {status}", $"Acct-Session-Id = \"{household.LineNumber}\"", "NAS-IP-Address = 198.51.100.1",
        $"Calling-Station-Id = \"{household.LineNumber}\"", $"Framed-IP-Address = {household.Home.Address}");

    private async Task ImportAsync(string digits)
    {
        var today = TimeProvider.System.GetUtcNow().AddHours(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = $"#fletscollect-lines,1,delta,1,{today}\n"
            + "line_number,service_type,status,customer_number,contracted_on,contractor_born_on,site,effective_on\n"
            + $"CAF{digits},hikari_next,active,{digits},2010-04-01,1975-04-01,KYOTO-0001,{today}\n";
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, $"{body}#end,1,{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\n");
        try
        {
            var outcome = await town.OperateAsync("import-lines", file, "--delta", "--by", "suzuki");
            Assert.True(outcome.ExitCode == 0, outcome.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
