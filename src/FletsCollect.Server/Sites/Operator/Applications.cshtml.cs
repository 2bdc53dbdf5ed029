using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The companies that applied, the oldest first: those that wait for the operator, or those of one status.</summary>
[StaffMay(StaffPermission.ReviewMerchants)]
public sealed class ApplicationsModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public const int PageSize = 50;

    /// <summary>The statuses that an application can have.</summary>
    public static readonly IReadOnlyList<MerchantStatus> Statuses =
        [MerchantStatus.Submitted, MerchantStatus.Screening, MerchantStatus.NeedsInformation, MerchantStatus.Contracted, MerchantStatus.Rejected];

    /// <summary>Null for what waits for the operator.</summary>
    [BindProperty(SupportsGet = true)]
    public MerchantStatus? Status { get; set; }

    /// <summary>A part of the company's or the service's name.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<MerchantApplication> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.MerchantApplications.AsNoTracking();
        rows = Status is { } status
            ? rows.Where(row => row.Status == status)
            : rows.Where(row => row.Status == MerchantStatus.Submitted || row.Status == MerchantStatus.Screening);
        if (Name?.Trim() is { Length: > 0 } name)
            rows = rows.Where(row => row.Company.Contains(name) || row.ServiceName.Contains(name));
        if (ListPlace.Parse(After) is var (ticks, id) && ticks <= DateTime.MaxValue.Ticks)
        {
            var at = new DateTime(ticks, DateTimeKind.Utc);
            rows = rows.Where(row => row.SubmittedAt >= at && (row.SubmittedAt > at || row.Id.CompareTo(id) > 0));
        }
        var read = await rows.OrderBy(row => row.SubmittedAt).ThenBy(row => row.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? new ListPlace(read[PageSize - 1].SubmittedAt.Ticks, read[PageSize - 1].Id).ToString() : null;
    }

    /// <summary>The address of a page with the same filters.</summary>
    public string AddressOf(string? after) => "/operator/applications" + QueryString.Create(
        new Dictionary<string, string?> { ["status"] = Status?.ToString(), ["name"] = Name, ["after"] = after }.Where(part => !string.IsNullOrEmpty(part.Value)));
}
