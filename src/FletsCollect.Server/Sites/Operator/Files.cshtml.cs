using FletsCollect.Billing;
using FletsCollect.DirectDebits;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>
/// The files to and from the telco and the bank, the newest first, and the form that takes one in: as a whole or not at all, with each record
/// that does not fit named. Files that are larger than a browser should carry are imported by command.
/// </summary>
[StaffMay(StaffPermission.OperateMonth)]
[RequestSizeLimit(LargestRequest)]
public sealed class FilesModel(
    FletsCollectDbContext db, ImportLineFees fees, ImportAcknowledgement acknowledgement, ImportCollection collection, ImportDebits debits) : OperatorPage(db)
{
    public const int PageSize = 50;

    /// <summary>A file without its bytes, which may be many.</summary>
    public sealed record Row(
        Guid Id, BillingFileKind Kind, long? Sequence, string Name, string Sha256, string By, DateTime At, BillingFileStatus Status, int Applied, int Records, Yen Total, BillingFileRefusal? Refusal, IReadOnlyList<FileFault> Faults, int FaultCount);

    /// <summary>In bytes: some hundred thousand records.</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    private const int LargestRequest = LargestFile + 64 * 1024;

    /// <summary>What comes from outside, and so may be taken in.</summary>
    public static readonly IReadOnlyList<BillingFileKind> Incoming = [BillingFileKind.LineFees, BillingFileKind.Acknowledgement, BillingFileKind.CollectionResults, BillingFileKind.DebitResult];

    /// <summary>Which files are shown; all when none is given.</summary>
    [BindProperty(SupportsGet = true)]
    public BillingFileKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    /// <summary>What the file that is handed in should be.</summary>
    [BindProperty]
    public BillingFileKind? As { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public People People { get; private set; } = null!;

    public string? Next { get; private set; }

    /// <summary>What became of the file that was just handed in.</summary>
    public FileImport? Import { get; private set; }

    public string? Error { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        if (As is not { } kind || !Incoming.Contains(kind))
            Error = T("ファイルの種類を選んでください。", "Choose what the file is.");
        else if (Upload is not { Length: > 0 and <= LargestFile } file)
            Error = T($"{LargestFile / 1024 / 1024}MBまでのファイルを選んでください。大きなファイルはコマンドで取り込みます。", $"Choose a file of at most {LargestFile / 1024 / 1024} MB. Larger ones are imported by command.");
        else
            Import = await ImportAsync(kind, await ReadAsync(file, cancellationToken), cancellationToken);
        await ShowAsync(cancellationToken);
    }

    private static async Task<FileContent> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenReadStream();
        var bytes = new byte[file.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        // Some browsers send the whole path.
        return FileContent.Received(Path.GetFileName(file.FileName.Replace('\\', '/')), bytes);
    }

    private Task<FileImport> ImportAsync(BillingFileKind kind, FileContent content, CancellationToken cancellationToken) => kind switch
    {
        BillingFileKind.LineFees => fees.ExecuteAsync(content, Me.PublicId, cancellationToken),
        BillingFileKind.Acknowledgement => acknowledgement.ExecuteAsync(content, Me.PublicId, cancellationToken),
        BillingFileKind.CollectionResults => collection.ExecuteAsync(content, Me.PublicId, cancellationToken),
        BillingFileKind.DebitResult => debits.ExecuteAsync(content, Me.PublicId, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Goes out, and is never taken in."),
    };

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var rows = Db.BillingFiles.AsNoTracking();
        if (Kind is { } kind)
            rows = rows.Where(file => file.Kind == kind);
        if (ListPlace.ParseInstant(Before) is var (at, id))
            rows = rows.Where(file => file.At <= at && (file.At < at || file.Id.CompareTo(id) < 0));
        var read = await rows.OrderByDescending(file => file.At).ThenByDescending(file => file.Id).Take(PageSize + 1)
            .Select(file => new Row(file.Id, file.Kind, file.Sequence, file.Name, file.Sha256, file.By, file.At, file.Status, file.Applied, file.Records, file.Total, file.Refusal, file.Faults, file.FaultCount))
            .ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? ListPlace.Of(read[PageSize - 1].At, read[PageSize - 1].Id).ToString() : null;
        People = await People.AmongAsync(Db, Rows.Select(file => file.By), cancellationToken);
    }
}
