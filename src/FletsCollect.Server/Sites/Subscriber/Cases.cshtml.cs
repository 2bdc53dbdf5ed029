using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What this ID talks about with the support desk.</summary>
public sealed class CasesModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    private const int PageSize = 20;

    public IReadOnlyList<SupportCase> Cases { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Cases = Cut(
            await Db.SupportCases.AsNoTracking().Where(row => row.CredentialId == Person.CredentialId).OrderByDescending(row => row.Id).Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken),
            PageSize);
}
