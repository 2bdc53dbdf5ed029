using System.Text;
using System.Text.Json;
using FletsCollect.Billing;
using FletsCollect.DirectDebits;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>The exchange of files with the telco and the bank: what is not whole and in its turn has no effect at all, and everything is kept.</summary>
public sealed class BillingFileTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Month_goes_to_the_telco_and_comes_back_by_file(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        await home.BuyAsync(500);
        var fees = TelcoFiles.Write("LINE-FEES", November, 1, $"F\tfee-1\t5200\t{home.Line.Number.Value}\t10\t回線利用料");
        Assert.Equal(BillingFileStatus.Done, (await office.ImportLineFeesAsync(fees)).File.Status);
        office.EndOf(November);
        Done(await office.CloseAsync(November));

        var exported = Assert.Single(Done(await office.ExportAsync(November)).Files);

        var (header, records) = TelcoFiles.Read(exported.Content);
        var invoice = Assert.Single(await office.InvoicesAsync(November));
        Assert.Equal(["H", "INVOICE-ITEMS", "1", "2026-11", "1", "2026-12-01T00:00:00Z"], header);
        Assert.Equal(["F 5200 回線利用料", "I 315 ブログ有料プラン", "I 500 ブログ有料プラン"], records.Select(record => $"{record[0]} {record[2]} {record[7]}"));
        Assert.All(records, record => Assert.Equal((invoice.PublicId, home.Line.Number.Value), (record[3], record[4])));
        Assert.Equal(invoice.AmountDue.Amount, records.Sum(record => long.Parse(record[2])));
        AssertTwin(exported, records);
        var again = Done(await office.ExportAsync(November));
        Assert.Equal((0, exported.Sha256), (again.Fresh, Assert.Single(again.Files).Sha256));

        Assert.True((await office.ImportAcknowledgementAsync(await TelcoOffice.AcknowledgeAsync(office, November))).Accepted);
        var results = TelcoFiles.Write("COLLECTION-RESULTS", November, 1, $"R\tt-1\t5300\t{invoice.PublicId}\tpartly", $"R\tt-2\t0\t{invoice.PublicId}\tunpaid", $"R\tt-3\t715\t{invoice.PublicId}\tpaid");
        var import = await office.ImportCollectionAsync(results);
        Assert.Equal((BillingFileStatus.Done, 3, 6_015L), (import.File.Status, import.File.Applied, import.File.Total.Amount));
        Assert.True((await office.ImportCollectionAsync(results)).Repeated);

        Assert.Equal(LineInvoiceStatus.Paid, Assert.Single(await office.InvoicesAsync(November)).Status);
        Assert.Equal(815, (await office.BalancesAsync())["collection-clearing"]);
        Assert.Equal(results, await office.Database.ReadAsync(db => db.BillingFiles.Where(file => file.Kind == BillingFileKind.CollectionResults).Select(file => file.Content).SingleAsync()));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Rejected_invoice_waits_with_its_reason_and_is_handed_off_again(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await HandedOffAsync(office);
        await office.ImportAcknowledgementAsync(TelcoFiles.Write("ACKNOWLEDGEMENT", November, 1, $"A\t{invoice.PublicId}\t1000\trejected\t住所不明"));
        invoice = Assert.Single(await office.InvoicesAsync(November));
        Assert.Equal((LineInvoiceStatus.Rejected, "住所不明"), (invoice.Status, invoice.RejectionReason));
        Assert.Equal(0, Done(await office.ExportAsync(November)).Fresh);

        var second = Done(await office.ExportAsync(November, again: true));

        Assert.Equal((1, 2L), (second.Fresh, second.Files[^1].Sequence));
        await office.ImportAcknowledgementAsync(TelcoFiles.Write("ACKNOWLEDGEMENT", November, 2, $"A\t{invoice.PublicId}\t1000\taccepted\t"));
        Assert.Equal(LineInvoiceStatus.Issued, Assert.Single(await office.InvoicesAsync(November)).Status);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task File_that_is_missing_comes_twice_or_was_changed_is_refused_and_kept(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office);
        string[] Record(string reference, long amount = 100) => [$"R\t{reference}\t{amount}\t{invoice.PublicId}\tpartly"];
        byte[] Results(long sequence, params string[] records) => TelcoFiles.Write("COLLECTION-RESULTS", November, sequence, records);

        Assert.Equal(BillingFileRefusal.SequenceGap, await RefusedAsync(office, Results(2, Record("a")), FileFaultReason.SequenceAhead));
        Assert.Equal(BillingFileRefusal.SequenceGap, await RefusedAsync(office, Results(4, Record("a")), FileFaultReason.SequenceAhead));
        Assert.True((await office.ImportCollectionAsync(Results(1, Record("a")))).Accepted);
        Assert.Equal(BillingFileRefusal.SequenceRepeated, await RefusedAsync(office, Results(1, Record("b")), FileFaultReason.SequenceUsed));
        var changed = Results(2, Record("c"));
        changed[Array.IndexOf(changed, (byte)'c')] = (byte)'d';
        Assert.Equal(BillingFileRefusal.Malformed, await RefusedAsync(office, changed, FileFaultReason.DigestDiffers));
        Assert.Equal(BillingFileRefusal.Malformed, await RefusedAsync(office, Results(2, Record("c"))[..^10], FileFaultReason.DigestMissing));
        Assert.Equal(BillingFileRefusal.Malformed, await RefusedAsync(office, TelcoFiles.Write("ACKNOWLEDGEMENT", November, 2), FileFaultReason.HeaderDiffers));
        Assert.Equal(BillingFileRefusal.RecordsDoNotFit, await RefusedAsync(office, Results(2, [.. Record("e"), .. Record("e")]), FileFaultReason.ReferenceTwice));
        Assert.Equal(BillingFileRefusal.RecordsDoNotFit, await RefusedAsync(office, Results(2, [.. Record("f"), $"R\tg\t1\t{invoice.PublicId}\tunpaid"]), FileFaultReason.OutcomeContradicted));
        Assert.Equal(BillingFileRefusal.RecordsDoNotFit, await RefusedAsync(office, Results(2, [.. Record("h"), "R\ti\t1\tnobody\tpaid"]), FileFaultReason.InvoiceNameMalformed));

        // Nothing of the refused ones had any effect, not even of their good records.
        Assert.Equal(900, Assert.Single(await office.InvoicesAsync(November)).Outstanding.Amount);
        Assert.Equal(9, await office.Database.ReadAsync(db => db.BillingFiles.CountAsync(file => file.Status == BillingFileStatus.Refused && file.Kind == BillingFileKind.CollectionResults)));
        Assert.True((await office.ImportCollectionAsync(Results(2, Record("z")))).Accepted);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Answer_that_does_not_fit_its_invoice_is_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await HandedOffAsync(office);
        foreach (var (record, why) in new[]
        {
            ($"A\t{invoice.PublicId}\t999\taccepted\t", FileFaultReason.InvoiceAmountDiffers),
            ($"A\t{invoice.PublicId}\t1000\tmaybe\t", FileFaultReason.AnswerUnknown),
            ($"A\t{invoice.PublicId}\t1000\trejected\t", FileFaultReason.RejectionReasonMissing),
            ("A\tinv_00000000000000000000000000\t1000\taccepted\t", FileFaultReason.InvoiceUnknown),
        })
        {
            var import = await office.ImportAcknowledgementAsync(TelcoFiles.Write("ACKNOWLEDGEMENT", November, 1, record));
            Assert.Equal(BillingFileRefusal.RecordsDoNotFit, import.File.Refusal);
            Assert.Equal(why, Assert.Single(import.File.Faults).Reason);
        }
        Assert.Equal(LineInvoiceStatus.HandedOff, Assert.Single(await office.InvoicesAsync(November)).Status);
    }

    [Theory, EveryDatabase]
    public async Task Fees_of_an_unknown_line_of_a_frozen_month_or_that_came_before_are_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        byte[] Fees(long sequence, string reference, string line, long amount = 100) => TelcoFiles.Write("LINE-FEES", November, sequence, $"F\t{reference}\t{amount}\t{line}\t10\t回線利用料");
        Assert.True((await office.ImportLineFeesAsync(Fees(1, "a", home.Line.Number.Value))).Accepted);
        Assert.Equal(FileFaultReason.LineUnknown, Assert.Single((await office.ImportLineFeesAsync(Fees(2, "b", "CAF9999999999"))).File.Faults).Reason);
        Assert.Equal(FileFaultReason.ReferenceCameBefore, Assert.Single((await office.ImportLineFeesAsync(Fees(2, "a", home.Line.Number.Value, 200))).File.Faults).Reason);
        Assert.Equal(FileFaultReason.AmountNotPositive, Assert.Single((await office.ImportLineFeesAsync(Fees(2, "b", home.Line.Number.Value, 0))).File.Faults).Reason);
        await home.BuyAsync();
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Assert.Equal(FileFaultReason.MonthFrozen, Assert.Single((await office.ImportLineFeesAsync(Fees(2, "b", home.Line.Number.Value))).File.Faults).Reason);
    }

    [Theory, EveryDatabase]
    public async Task Line_pays_by_direct_debit_and_no_account_of_it_stays_readable(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office);
        var accounts = TelcoFiles.Write("DEBIT-ACCOUNTS", November, 1, $"D\t{invoice.Line.Value}\t0\t0158\tキョウト\t001\tホンテン\t1\t7654321\tキョウト ハナコ");
        var debitOn = new DateOnly(2026, 12, 28);
        Task<DebitRequest> RequestAsync() => office.Database.RunAsync<RequestDebits, DebitRequest>(request => request.ExecuteAsync(November, accounts, debitOn, Maker, CancellationToken.None));
        Task<FileImport> AnswerAsync(byte[] content) => office.Database.RunAsync<ImportDebits, FileImport>(import => import.ExecuteAsync(new FileContent("result.txt", content), Maker, CancellationToken.None));

        var request = await RequestAsync();
        Assert.Equal((1L, 1, 1_000L), (request.Batch, request.Count, request.Total.Amount));
        Assert.Equal(RequestDebitsRefusal.NothingToDebit, (await RequestAsync()).Refusal);
        var short1 = await AnswerAsync(Answered(request.Content!, code: 1));
        Assert.Equal(BillingFileStatus.Done, short1.File.Status);
        Assert.Equal(LineInvoiceStatus.Overdue, Assert.Single(await office.InvoicesAsync(November)).Status);

        var second = await RequestAsync();
        Assert.Equal(2, second.Batch);
        var wrong = await AnswerAsync(Answered(second.Content!, code: 0, amount: 999));
        var fault = Assert.Single(wrong.File.Faults);
        Assert.Equal((FileFaultReason.DebitAmountDiffers, "2-1", "1,000", "999"), (fault.Reason, fault.Record, fault.Values[0], fault.Values[1]));
        Assert.Equal(BillingFileStatus.Done, (await AnswerAsync(Answered(second.Content!, code: 0))).File.Status);

        Assert.Equal(LineInvoiceStatus.Paid, Assert.Single(await office.InvoicesAsync(November)).Status);
        var kept = await office.Database.ReadAsync(db => db.BillingFiles.Where(file => file.Kind == BillingFileKind.DebitRequest || file.Kind == BillingFileKind.DebitResult).ToListAsync());
        Assert.Equal(5, kept.Count);
        Assert.All(kept, file => Assert.DoesNotContain("7654321", Encoding.Latin1.GetString(file.Content), StringComparison.Ordinal));
        Assert.Equal(second.Content, await office.Database.RunAsync<SealedFiles, byte[]>(files => Task.FromResult(files.Open(kept.Single(file => file is { Kind: BillingFileKind.DebitRequest, Sequence: 2 })))));
        await office.AssertSoundAsync();
    }

    /// <summary>What the bank makes of a request of one debit: the code in the record, and the sums in the trailer.</summary>
    private static byte[] Answered(byte[] request, int code, long amount = 1_000)
    {
        var text = Encoding.Latin1.GetString(request).ToCharArray();
        var record = 122;
        $"{amount:D10}".CopyTo(0, text, record + 80, 10);
        text[record + 111] = (char)('0' + code);
        var trailer = record * 2;
        var (debited, failed) = code == 0 ? (1, 0) : (0, 1);
        $"000001{amount:D12}{debited:D6}{amount * debited:D12}{failed:D6}{amount * failed:D12}".CopyTo(0, text, trailer + 1, 54);
        return Encoding.Latin1.GetBytes(text);
    }

    private static void AssertTwin(BillingFile file, List<string[]> records)
    {
        var read = TelcoFile.Read(file.Content, TelcoForm.InvoiceItems, out _);
        using var twin = JsonDocument.Parse(TelcoJson.Write(read!, TelcoForm.InvoiceItems, file.Sha256));
        Assert.Equal(file.Sha256, twin.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(
            records.Select(record => string.Join('|', record)),
            twin.RootElement.GetProperty("records").EnumerateArray().Select(record => string.Join('|', record.EnumerateObject().Select(field => field.Value.GetString()))));
    }

    private static async Task<BillingFileRefusal?> RefusedAsync(BackOffice office, byte[] content, FileFaultReason why)
    {
        var import = await office.ImportCollectionAsync(content);
        Assert.False(import.Accepted);
        Assert.Equal(why, Assert.Single(import.File.Faults).Reason);
        return import.File.Refusal;
    }

    private static async Task<LineInvoice> HandedOffAsync(BackOffice office)
    {
        await (await Household.AddAsync(office.Database)).BuyAsync(1_000);
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.ExportAsync(November));
        return Assert.Single(await office.InvoicesAsync(November));
    }

    private static async Task<LineInvoice> IssuedAsync(BackOffice office)
    {
        await HandedOffAsync(office);
        Assert.True((await office.ImportAcknowledgementAsync(await TelcoOffice.AcknowledgeAsync(office, November))).Accepted);
        return Assert.Single(await office.InvoicesAsync(November));
    }
}
