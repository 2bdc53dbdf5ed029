using System.CommandLine;
using System.Text;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Documents;
using FletsCollect.Server.Documents;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>A form in which documents are written.</summary>
public enum DocumentFormat
{
    Pdf,
    Csv,
    Json,
}

/// <summary>Writing invoices and statements into files.</summary>
internal static class DocumentCommands
{
    private const int Chunk = 500;

    public static IEnumerable<Command> All(CommandRun run, Argument<string> month, Option<string> to)
    {
        var folder = new Option<string>("--to") { Description = "The folder to write into; it is made when it is not there.", Required = true };
        var formats = new Option<DocumentFormat[]>("--format") { Description = "Pdf, Csv or Json; may be given more than once. All three when not given.", AllowMultipleArgumentsPerToken = true };
        var kind = new Option<BillDocumentKind?>("--kind") { Description = "LineInvoice or FeeStatement; both when not given." };
        var all = new Command("write-documents", "Write the issued invoices and the statements of a month, one file for each.") { month, folder, formats, kind };
        all.SetAction((parsed, token) => WriteMonthAsync(run, BillingMonth.Parse(parsed.GetRequiredValue(month)), parsed.GetRequiredValue(folder), FormatsOf(parsed.GetValue(formats)), parsed.GetValue(kind), token));

        var id = new Argument<string>("document") { Description = "An invoice, inv_ and 26 characters, or a statement, fs_ and 26 characters." };
        var format = new Option<DocumentFormat>("--format") { Description = "Pdf, Csv or Json." };
        var one = new Command("write-document", "Write one invoice or statement.") { id, to, format };
        one.SetAction((parsed, token) => WriteOneAsync(run, parsed.GetRequiredValue(id), parsed.GetRequiredValue(to), parsed.GetValue(format), token));
        return [all, one];
    }

    private static async Task<int> WriteMonthAsync(CommandRun run, BillingMonth month, string folder, IReadOnlyList<DocumentFormat> formats, BillDocumentKind? kind, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(run, formats) is { } problem)
            return run.Refuse("Documents cannot be written.", problem);
        Directory.CreateDirectory(folder);
        var written = 0;
        if (kind is null or BillDocumentKind.LineInvoice)
        {
            var ids = await run.RunAsync<FletsCollectDbContext, List<Guid>>(db => db.LineInvoices.AsNoTracking()
                .Where(invoice => invoice.Month == month && invoice.IssuedAt != null).OrderBy(invoice => invoice.Id).Select(invoice => invoice.Id).ToListAsync(cancellationToken));
            written += await WriteAsync(PublicId.LineInvoice, ids);
        }
        if (kind is null or BillDocumentKind.FeeStatement)
        {
            var ids = await run.RunAsync<FletsCollectDbContext, List<Guid>>(db => db.FeeStatements.AsNoTracking()
                .Where(statement => statement.Month == month).OrderBy(statement => statement.Id).Select(statement => statement.Id).ToListAsync(cancellationToken));
            written += await WriteAsync(PublicId.FeeStatement, ids);
        }
        if (written == 0)
            return run.Refuse($"{month} has no issued invoice and no statement.", $"Run issue-invoices {month} and settle {month} first.");
        run.Say($"{written} documents of {month} are in {folder}, as {string.Join(", ", formats)}.");
        return CommandRun.Done;

        async Task<int> WriteAsync(string prefix, List<Guid> ids)
        {
            for (var done = 0; done < ids.Count; done++)
            {
                var document = await FindAsync(run, PublicId.Format(prefix, ids[done]), cancellationToken) ?? throw new InvalidOperationException($"{ids[done]} has gone.");
                foreach (var format in formats)
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{document.Month}-{document.Number}.{format.ToString().ToLowerInvariant()}"), await ContentAsync(run, document, format), cancellationToken);
                if ((done + 1) % Chunk == 0)
                    run.Say($"{done + 1} of {ids.Count} written.");
            }
            return ids.Count;
        }
    }

    private static async Task<int> WriteOneAsync(CommandRun run, string id, string path, DocumentFormat format, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(run, [format]) is { } problem)
            return run.Refuse("Documents cannot be written.", problem);
        if (await FindAsync(run, id, cancellationToken) is not { } document)
            return run.Refuse($"There is no issued invoice and no statement {id}.", "show-month names them: inv_ or fs_ and 26 characters.");
        await File.WriteAllBytesAsync(path, await ContentAsync(run, document, format), cancellationToken);
        run.Say($"{path}: {document.Title} {document.Number}, {document.Total} yen.");
        return CommandRun.Done;
    }

    private static Task<BillDocument?> FindAsync(CommandRun run, string id, CancellationToken cancellationToken) =>
        run.RunAsync<DocumentIssuer, BillDocument?>(issuer => run.RunAsync<FletsCollectDbContext, BillDocument?>(async db =>
        {
            if (PublicId.TryParse(PublicId.LineInvoice, id, out var key))
                return await db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } invoice ? await LineInvoiceDocument.OfAsync(db, invoice, issuer, cancellationToken) : null;
            return PublicId.TryParse(PublicId.FeeStatement, id, out key) && await db.FeeStatements.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } statement
                ? await FeeStatementDocument.OfAsync(db, statement, issuer, cancellationToken)
                : null;
        }));

    private static async Task<byte[]> ContentAsync(CommandRun run, BillDocument document, DocumentFormat format) => format switch
    {
        DocumentFormat.Pdf => await run.RunAsync<DocumentPdf, byte[]>(pdf => Task.FromResult(pdf.Print(document))),
        DocumentFormat.Csv => DocumentFiles.ToCsv(document),
        DocumentFormat.Json => Encoding.UTF8.GetBytes(DocumentFiles.ToJson(document)),
        _ => throw new InvalidOperationException($"No way to write {format}."),
    };

    /// <summary>What must be configured first; null when nothing is missing.</summary>
    private static async Task<string?> ProblemAsync(CommandRun run, IReadOnlyList<DocumentFormat> formats)
    {
        if (!await run.RunAsync<DocumentIssuer, bool>(issuer => Task.FromResult(issuer.IsComplete)))
            return "Say who issues them: Documents:IssuerName, Documents:IssuerAddress and Documents:RegistrationNumber.";
        return formats.Contains(DocumentFormat.Pdf) ? await run.RunAsync<DocumentFont, string?>(font => Task.FromResult(font.Problem)) : null;
    }

    private static DocumentFormat[] FormatsOf(DocumentFormat[]? given) => given is { Length: > 0 } ? [.. given.Distinct()] : Enum.GetValues<DocumentFormat>();
}
