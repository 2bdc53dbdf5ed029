using System.Text.Json.Nodes;

namespace FletsCollect.Server.Tests.Network;

/// <summary>An accounting record in the JSON of FreeRADIUS, for what FreeRADIUS itself would not send or a test needs without it.</summary>
internal static class AccountingRecord
{
    /// <summary>A session of line CAF0000000002, with other attributes or other values where they are given.</summary>
    public static string Session(string status, string address, params (string Name, string Value)[] attributes)
    {
        var record = new JsonObject();
        foreach (var (name, value) in (IEnumerable<(string, string)>)
            [
                ("Acct-Status-Type", status), ("Acct-Session-Id", "s-" + address), ("NAS-IP-Address", "192.0.2.1"), ("Calling-Station-Id", "CAF0000000002"),
                ("Framed-IP-Address", address), .. attributes,
            ])
            record[name] = new JsonObject { ["type"] = "string", ["value"] = new JsonArray(value) };
        return record.ToJsonString();
    }
}
