using System.Text;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Documents;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Server.Documents;
using FletsCollect.Settlement;
using UglyToad.PdfPig;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Documents;

/// <summary>Invoices and statements as they are printed, read back from the PDF by a reader that knows nothing of the printer.</summary>
public sealed class DocumentTests(Databases databases)
{
    private static readonly DocumentIssuer Issuer = new() { IssuerName = "見本通信株式会社", IssuerAddress = "大阪府大阪市中央区1-1", RegistrationNumber = "T8000000000001" };

    [Theory, EveryDatabase]
    public async Task Invoice_marks_the_reduced_rate_and_shows_the_tax_of_each_rate(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var reserved = await home.ReserveAsync(648);
        Done(await home.ConfirmReservedAsync(reserved, 648, new ChargeItem("弁当", 324, 8), new ChargeItem("お茶のペン", 324, 10)));
        await home.BuyAsync(315);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);

        var document = await InvoiceAsync(office);

        Assert.Equal([(10, false, 639L, 58L), (8, true, 324L, 24L)], document.Taxes.Select(tax => (tax.Percent, tax.IsReduced, tax.Amount.Amount, tax.Tax.Amount)));
        var text = Print(document);
        foreach (var expected in new[]
        {
            "ご利用料金請求書", "登録番号 T8000000000001", "見本通信株式会社", "令和8年12月1日(2026-12-01)", "令和8年11月分(2026-11)", "ご請求額(税込)963円", "弁当※", "8%(軽減税率)対象(税込)324円消費税24円",
            "10%対象(税込)639円消費税58円", "※は軽減税率の対象です。", home.Line.Number.Masked, document.Number,
        })
        {
            Assert.Contains(Squeezed(expected), text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(home.Line.Number.Value, text, StringComparison.Ordinal);
        Assert.DoesNotContain("〓", text, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Refund_of_a_charge_with_two_rates_takes_its_share_off_each(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var reserved = await home.ReserveAsync(648);
        Done(await home.ConfirmReservedAsync(reserved, 648, new ChargeItem("弁当", 324, 8), new ChargeItem("ペン", 324, 10)));
        Done(await home.RefundAsync(reserved, 101));
        office.EndOf(November);
        await office.RunMonthAsync(November);
        Done(await home.RefundAsync(reserved, 100));
        await home.BuyAsync(1_000);
        office.EndOf(November.Next);
        await office.ReachSettlementAsync(November.Next);

        // 547 are left of 648: 274 and 273, the first yen to the first of two equal remainders.
        Assert.Equal([274L, 273L], (await InvoiceAsync(office)).Lines.Select(line => line.Amount.Amount));
        var next = await InvoiceAsync(office, November.Next);
        Assert.Equal([1_000L, -50L, -50L], next.Lines.Select(line => line.Amount.Amount));
        Assert.Equal(next.Total, new Yen(next.Taxes.Sum(tax => tax.Amount.Amount)));
        Assert.Equal(900, next.Total.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Month_before_the_law_keeps_the_layout_of_its_time(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        office.Database.Clock.AdjustTime(new DateTimeOffset(2011, 8, 10, 3, 0, 0, TimeSpan.Zero));
        var august = new BillingMonth(2011, 8);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        office.Database.Clock.AdjustTime(new DateTimeOffset(2011, 9, 1, 3, 0, 0, TimeSpan.Zero));
        await office.ReachSettlementAsync(august);

        var (invoice, statement) = (await InvoiceAsync(office, august), await StatementAsync(office, august));

        Assert.Equal((null, 0, null, 0), (invoice.RegistrationNumber, invoice.Taxes.Count, statement.RegistrationNumber, statement.Taxes.Count));
        Assert.All(invoice.Lines, line => Assert.Null(line.TaxPercent));
        Assert.Contains("平成23年9月1日", Print(invoice), StringComparison.Ordinal);
        Assert.DoesNotContain("登録番号", Print(statement), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Statement_explains_every_yen(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await office.SetTariffAsync("2026-11.1", November, new TariffTerms(5, 100, new Yen(30)) { SetUpFee = new Yen(100) });
        await office.AgreeAsync(home.Merchant, November, ContractTerms.Standard with { TransferFee = new Yen(10) });
        await home.BuyAsync(315);
        Done(await office.HoldAsync(home.Merchant.Code, 20));
        office.EndOf(November);
        await office.ReachSettlementAsync(November);

        var document = await StatementAsync(office, November);

        // 15 by the rate, 15 to the minimum, 100 to set up, 13 of tax on 130.
        Assert.Equal([315L, -20L, -15L, -15L, -100L, -13L, -10L], document.Lines.Select(line => line.Amount.Amount));
        Assert.Equal((142L, 142L), (document.Total.Amount, document.Lines.Sum(line => line.Amount.Amount)));
        Assert.Equal([new DocumentTax(10, IsReduced: false, new Yen(130), new Yen(13), IsIncluded: false)], document.Taxes);
        var text = Print(document);
        foreach (var expected in new[] { "株式会社ブログ 御中", "料金表 2026-11.1", "315円 × 5/100 = 15円", "最低額 30円 × 1回線まで 15円を加算", "初期設定料(税抜)-100円", "お支払額142円", "10%対象(税抜)130円消費税13円", "お支払予定日:令和8年12月30日" })
            Assert.Contains(Squeezed(expected), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_document_turns_its_pages_and_numbers_them()
    {
        await using var office = await OpenAsync(databases, DatabaseKind.Sqlite);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);
        var one = await InvoiceAsync(office);

        var many = one with { Lines = [.. Enumerable.Range(1, 120).Select(number => one.Lines[0] with { Description = $"{number}番 " + new string('長', 60) + "\u0007\u200B👾" })] };

        using var font = new DocumentFont(new DocumentFontOptions());
        using var pdf = PdfDocument.Open(new DocumentPdf(font).Print(many));
        Assert.InRange(pdf.NumberOfPages, 6, 20);
        foreach (var page in pdf.GetPages())
        {
            var text = Squeezed(page.Text);
            Assert.Contains($"{page.Number}/{pdf.NumberOfPages}", text, StringComparison.Ordinal);
            Assert.All(page.Letters, letter => Assert.InRange(letter.Location.X, 0, 595));
            Assert.All(page.Letters, letter => Assert.InRange(letter.Location.Y, 0, 842));
        }
        // A game sprite is in no Japanese font, and control characters are in none.
        Assert.Contains("〓", Squeezed(pdf.GetPage(1).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_document_prints_the_same_bytes_and_embeds_its_font()
    {
        await using var office = await OpenAsync(databases, DatabaseKind.Sqlite);
        await (await Household.AddAsync(office.Database)).BuyAsync(315);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);
        var document = await InvoiceAsync(office);
        using var font = new DocumentFont(new DocumentFontOptions());

        var (first, second) = (new DocumentPdf(font).Print(document), new DocumentPdf(font).Print(document));

        Assert.Equal(first, second);
        // The font itself, or its glyphs as drawings where its format cannot be cut down: nothing is left to the reader's machine.
        Assert.Matches("/FontFile[23]|/Type3", Encoding.Latin1.GetString(first));
    }

    [Fact]
    public void Font_that_is_missing_is_named_with_its_remedy()
    {
        using var font = new DocumentFont(new DocumentFontOptions { FontPath = "/nowhere.ttf" });

        Assert.Contains("Documents:FontPath names '/nowhere.ttf'", font.Problem, StringComparison.Ordinal);
    }

    private static async Task<BillDocument> InvoiceAsync(BackOffice office, BillingMonth? month = null)
    {
        var invoice = Assert.Single(await office.InvoicesAsync(month ?? November));
        return await office.Database.ReadAsync(db => LineInvoiceDocument.OfAsync(db, invoice, Issuer, CancellationToken.None)) ?? throw new InvalidOperationException("It is not issued.");
    }

    private static async Task<BillDocument> StatementAsync(BackOffice office, BillingMonth month)
    {
        var statement = Assert.Single(await office.StatementsAsync(month));
        return await office.Database.ReadAsync(db => FeeStatementDocument.OfAsync(db, statement, Issuer, CancellationToken.None));
    }

    /// <summary>The text of all pages, without spaces: where a printer puts them is its own affair.</summary>
    private static string Print(BillDocument document)
    {
        using var font = new DocumentFont(new DocumentFontOptions());
        using var pdf = PdfDocument.Open(new DocumentPdf(font).Print(document));
        return Squeezed(string.Concat(pdf.GetPages().Select(page => page.Text)));
    }

    private static string Squeezed(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character)));
}
