using FletsCollect.Database.Tests.Lines;
using FletsCollect.Lines;

namespace FletsCollect.Tests.Lines;

/// <summary>A file of the register is read as it was written or not at all, and a row that is wrong says what and what to do.</summary>
public sealed class LineFileTests
{
    private static readonly LineRecord First =
        new(new LineNumber("CAF0000000001"), LineServiceType.HikariNext, LineStatus.Active, "0000000001", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5), null);

    public static TheoryData<string> Whole => new()
    {
        Two().ToCsv(),
        Two().ToCsv("\r\n"),
        "\uFEFF" + Two().ToCsv(spoil: text => text.Replace(text.Split(',')[^1], "", StringComparison.Ordinal)) + DigestWithMark(),
        Two().ToCsv().TrimEnd('\n'),
        Two().ToJson(),
        Two().ToJson().TrimEnd('\n'),
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task File_is_read_in_each_of_its_spellings(string text)
    {
        var (file, records, problems) = await ReadAsync(text);

        Assert.Null(file.Problem);
        Assert.Empty(problems);
        Assert.Equal(new LineFileHeader(LineImportKind.Delta, 7, new DateOnly(2026, 11, 10)), file.Header);
        Assert.Equal([First, First with { Number = new LineNumber("CAF0000000002"), CustomerNumber = "0000000002", ServiceType = LineServiceType.Other, Status = LineStatus.InArrears, Site = "KYOTO-1" }], records);
        Assert.Equal(64, file.Digest.Length);
    }

    [Fact]
    public async Task Columns_may_stand_in_any_order()
    {
        var columns = RegisterFile.Columns.Split(',').Reverse().ToList();
        var file = new RegisterFile().Row("2026-11-10,,1980-05-05,2010-04-01,0000000001,active,hikari_next,CAF0000000001");

        var (read, records, _) = await ReadAsync(Sealed(file.ToCsv().Replace(RegisterFile.Columns, string.Join(',', columns), StringComparison.Ordinal)));

        Assert.Null(read.Problem);
        Assert.Equal([First], records);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "", "ends before its last line" },
        { "line_number\n", "The first line is neither" },
        { "#fletscollect-lines,2,full,1,2026-11-10\n", "The first line is neither" },
        { "#fletscollect-lines,1,some,1,2026-11-10\n", "The first line is neither" },
        { "#fletscollect-lines,1,full,0,2026-11-10\n", "The first line is neither" },
        { "#fletscollect-lines,1,full,1,10.11.2026\n", "The first line is neither" },
        { "{\"format\":\"fletscollect-lines\"}\n", "The first line is neither" },
        { Two().ToCsv().Replace(",site", "", StringComparison.Ordinal), "The columns must be" },
        { Two().ToCsv().Replace(",site", ",site,site", StringComparison.Ordinal), "The columns must be" },
        { Two().ToCsv().Split("#end")[0], "cut off on its way" },
        { Two().ToJson().Split("{\"end\"")[0], "cut off on its way" },
        { string.Join('\n', Two().ToCsv().Split('\n').Where((_, place) => place != 3)), "says 2 rows, and there are 1" },
        { Two().ToCsv().Replace("in_arrears", "active", StringComparison.Ordinal), "changed on its way" },
        { Two().ToJson().Replace("in_arrears", "active", StringComparison.Ordinal), "changed on its way" },
        { Two().ToCsv() + "CAF0000000003\n", "neither '#end" },
        { Two().ToCsv() + "\n", "neither '#end" },
        { Two().Row(new string('x', 5_000)).ToCsv(), "more than 4096 bytes" },
        { Two().ToCsv() + new string('x', 100_000), "more than 4096 bytes" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task File_that_is_not_whole_is_known_for_one(string text, string problem)
    {
        var (file, _, _) = await ReadAsync(text);

        Assert.Contains(problem, file.Problem?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_named_with_their_line()
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(Two().Row("é").ToCsv());

        var (file, _, _) = await ReadAsync(new MemoryStream(bytes));

        Assert.Equal((5, "This line is not UTF-8. Export the file in UTF-8."), (file.Problem!.Row, file.Problem.Problem));
    }

    [Theory]
    [InlineData("line_number", "CAF000000001")]
    [InlineData("line_number", "")]
    [InlineData("service_type", "HikariNext")]
    [InlineData("service_type", "")]
    [InlineData("status", "gone")]
    [InlineData("customer_number", "12345")]
    [InlineData("customer_number", "12345x")]
    [InlineData("customer_number", "１２３４５６")]
    [InlineData("contracted_on", "2010-4-1")]
    [InlineData("contracted_on", "1984-12-31")]
    [InlineData("contracted_on", "2026-11-11")]
    [InlineData("contractor_born_on", "2026-11-11")]
    [InlineData("contractor_born_on", "1899-12-31")]
    [InlineData("contractor_born_on", "平成元年1月8日")]
    [InlineData("site", "this code of a place is longer than forty characters")]
    [InlineData("effective_on", "2028-11-11")]
    [InlineData("effective_on", "")]
    public async Task Row_that_is_wrong_names_its_line_its_field_and_the_remedy(string field, string value)
    {
        var names = RegisterFile.Columns.Split(',');
        string[] good = ["CAF0000000003", "hikari_next", "active", "0000000003", "2010-04-01", "1980-05-05", "", "2026-11-10"];
        var file = Two().Row(string.Join(',', names.Select((name, place) => name == field ? value : good[place])));

        foreach (var text in (string[])[file.ToCsv(), file.ToJson()])
        {
            var (read, records, problems) = await ReadAsync(text);

            Assert.Null(read.Problem);
            Assert.Equal(2, records.Count);
            var problem = Assert.Single(problems);
            Assert.Equal((text.StartsWith('#') ? 5 : 4, field), (problem.Row, problem.Field));
            Assert.NotEmpty(problem.Problem);
        }
    }

    [Theory]
    [InlineData("CAF0000000003,hikari_next")]
    [InlineData("")]
    [InlineData("\"")]
    public async Task Row_that_is_none_is_named(string row)
    {
        var (read, _, problems) = await ReadAsync(Two().Row(row).ToCsv());

        Assert.Null(read.Problem);
        Assert.Equal(5, Assert.Single(problems).Row);
    }

    private static RegisterFile Two() => new RegisterFile("delta", 7).Line(1).Line(2, "other", "in_arrears", site: "KYOTO-1");

    /// <summary>The same text under a digest of its own.</summary>
    private static string Sealed(string text)
    {
        var body = text.Split("#end")[0];
        return $"{body}#end,{text.Split("#end,")[1].Split(',')[0]},{Digest(body)}\n";
    }

    private static string DigestWithMark() => Digest("\uFEFF" + Two().ToCsv().Split("#end")[0]) + "\n";

    private static string Digest(string body) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)));

    private static Task<(LineFile File, List<LineRecord> Records, List<LineFileProblem> Problems)> ReadAsync(string text) => ReadAsync(RegisterFile.Stream(text));

    private static async Task<(LineFile File, List<LineRecord> Records, List<LineFileProblem> Problems)> ReadAsync(Stream stream)
    {
        var file = await LineFile.OpenAsync(stream, TestContext.Current.CancellationToken);
        List<LineRecord> records = [];
        List<LineFileProblem> problems = [];
        while (await file.ReadAsync() is var (record, _, problem))
        {
            if (problem is not null)
                problems.Add(problem);
            else
                records.Add(record!);
        }
        return (file, records, problems);
    }
}
