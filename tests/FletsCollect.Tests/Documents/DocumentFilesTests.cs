using System.Text;
using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Documents;

namespace FletsCollect.Tests.Documents;

public sealed class DocumentFilesTests
{
    private static readonly BillDocument Document = new()
    {
        Kind = BillDocumentKind.LineInvoice,
        Title = "ご利用料金請求書",
        Number = "inv_1",
        Month = new BillingMonth(2026, 11),
        Date = new DateOnly(2026, 12, 1),
        IssuerName = "見本株式会社",
        IssuerAddress = "大阪",
        RegistrationNumber = "T8000000000001",
        Recipient = "ご契約者",
        RecipientReference = "回線 CAF*0001",
        Lines =
        [
            new DocumentLine(new DateOnly(2026, 11, 10), "=HYPERLINK(\"http://evil\")", "@cmd", new Yen(315), 10),
            new DocumentLine(new DateOnly(2026, 11, 11), "＋全角, と\n改行", null, new Yen(-15), 8, IsReduced: true),
        ],
        Taxes = [new DocumentTax(10, IsReduced: false, new Yen(315), new Yen(28), IsIncluded: true)],
        TotalLabel = "ご請求額（税込）",
        Total = new Yen(300),
        Notes = [],
    };

    [Fact]
    public void Csv_begins_with_a_byte_order_mark_and_runs_no_formula()
    {
        var csv = DocumentFiles.ToCsv(Document);

        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        var text = Encoding.UTF8.GetString(csv[3..]);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\",'@cmd,315,10,,\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"'＋全角, と\n改行\",,-15,8,1,\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith(",ご請求額（税込）,,300,,,\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_csv_has_all_columns()
    {
        var plain = Document with { Lines = [new DocumentLine(null, "手数料", null, new Yen(-30), null)] };

        var rows = Encoding.UTF8.GetString(DocumentFiles.ToCsv(plain)[3..]).TrimEnd().Split("\r\n");

        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal(16, row.Split(',').Length));
    }

    [Fact]
    public void Json_has_whole_yen_and_months_as_text()
    {
        using var json = JsonDocument.Parse(DocumentFiles.ToJson(Document));

        var root = json.RootElement;
        Assert.Equal(("line_invoice", "2026-11", "2026-12-01", 300), (root.GetProperty("kind").GetString(), root.GetProperty("month").GetString(), root.GetProperty("date").GetString(), root.GetProperty("total").GetInt64()));
        Assert.Equal((-15, true), (root.GetProperty("lines")[1].GetProperty("amount").GetInt64(), root.GetProperty("lines")[1].GetProperty("is_reduced").GetBoolean()));
    }
}
