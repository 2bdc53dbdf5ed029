using System.Globalization;

namespace FletsCollect.Tests.Settlement;

/// <summary>
/// A reader of 総合振込 files made from the table of domain.md §6 alone: it shares nothing with the writer. Whatever is not as the table
/// says is refused with the record and the field.
/// </summary>
internal static class ZenginReader
{
    private static readonly (string Name, char Kind, int Width)[] Header =
    [
        ("kind", 'N', 1), ("type", 'N', 2), ("code", 'N', 1), ("client code", 'N', 10), ("client name", 'C', 40), ("date", 'N', 4), ("bank", 'N', 4), ("bank name", 'C', 15),
        ("branch", 'N', 3), ("branch name", 'C', 15), ("account type", 'N', 1), ("account", 'N', 7), ("blank", 'B', 17),
    ];

    private static readonly (string Name, char Kind, int Width)[] Data =
    [
        ("kind", 'N', 1), ("bank", 'N', 4), ("bank name", 'C', 15), ("branch", 'N', 3), ("branch name", 'C', 15), ("clearing house", 'N', 4), ("account type", 'N', 1), ("account", 'N', 7),
        ("payee", 'C', 30), ("amount", 'N', 10), ("new code", 'N', 1), ("customer code 1", 'N', 10), ("customer code 2", 'N', 10), ("transfer type", 'N', 1), ("identification", 'B', 1), ("blank", 'B', 7),
    ];

    private static readonly (string Name, char Kind, int Width)[] Trailer = [("kind", 'N', 1), ("count", 'N', 6), ("total", 'N', 12), ("blank", 'B', 101)];

    private static readonly (string Name, char Kind, int Width)[] End = [("kind", 'N', 1), ("blank", 'B', 119)];

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(byte[] file)
    {
        Require(file.Length % 122 == 0 && file.Length >= 4 * 122, "The file is not whole records of 120 bytes and CR LF, four at least.");
        var records = new List<IReadOnlyDictionary<string, string>>();
        var last = (file.Length / 122) - 1;
        for (var index = 0; index <= last; index++)
        {
            var record = file[(index * 122)..((index * 122) + 120)];
            Require(file[(index * 122) + 120] == 13 && file[(index * 122) + 121] == 10, $"Record {index} does not end with CR LF.");
            var (kind, fields) = index == 0 ? ('1', Header) : index == last ? ('9', End) : index == last - 1 ? ('8', Trailer) : ('2', Data);
            Require(record[0] == kind, $"Record {index} should be of kind {kind}.");
            records.Add(Fields(record, fields, index));
        }
        Require(records[0]["type"] == "21" && records[0]["code"] == "0", "The header is not that of a bulk transfer.");
        Require(IsDay(records[0]["date"]), "The date is none.");
        var data = records[1..^2];
        foreach (var record in data)
        {
            Require(record["account type"] is "1" or "2" or "4" or "9", "The account type is unknown.");
            Require(record["transfer type"] == "7" && long.Parse(record["amount"]) > 0, "The transfer is not one by wire of more than nothing.");
        }
        Require(int.Parse(records[^2]["count"]) == data.Count, "The count is not that of the transfers.");
        Require(long.Parse(records[^2]["total"]) == data.Sum(record => long.Parse(record["amount"])), "The total is not that of the transfers.");
        return records;
    }

    private static Dictionary<string, string> Fields(byte[] record, (string Name, char Kind, int Width)[] fields, int index)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        foreach (var (name, kind, width) in fields)
        {
            var bytes = record[at..(at + width)];
            at += width;
            Require(
                kind switch
                {
                    'N' => Array.TrueForAll(bytes, one => one is >= 0x30 and <= 0x39),
                    'B' => Array.TrueForAll(bytes, one => one == 0x20),
                    _ => bytes[0] != 0x20 && Array.TrueForAll(bytes, IsText) && MarksBelong(bytes),
                },
                $"Record {index}: {name} is not of kind {kind}.");
            read[name] = string.Concat(bytes.Select(one => one < 0x80 ? (char)one : (char)(one - 0xA1 + 0xFF61))).TrimEnd(' ');
        }
        Require(at == 120, $"The table of record {index} has {at} bytes.");
        return read;
    }

    private static bool IsText(byte one) =>
        one is (>= 0x30 and <= 0x39) or (>= 0x41 and <= 0x5A) or (>= 0xB1 and <= 0xDF) or 0x20 or 0x28 or 0x29 or 0x2D or 0x2E;

    /// <summary>A mark stands after a kana that can have it: ｳ, ｶ to ﾄ and ﾊ to ﾎ the voiced, ﾊ to ﾎ the half-voiced.</summary>
    private static bool MarksBelong(byte[] bytes)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            var before = index == 0 ? (byte)0x20 : bytes[index - 1];
            if (bytes[index] == 0xDE && before is not (0xB3 or (>= 0xB6 and <= 0xC4) or (>= 0xCA and <= 0xCE)))
                return false;
            if (bytes[index] == 0xDF && before is not (>= 0xCA and <= 0xCE))
                return false;
        }
        return true;
    }

    private static bool IsDay(string text) => DateOnly.TryParseExact("2024" + text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException(otherwise);
    }
}
