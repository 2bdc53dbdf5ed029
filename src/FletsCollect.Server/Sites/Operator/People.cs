using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The names of staff members behind the ids under which the books and the audit trail know them.</summary>
public sealed class People
{
    private readonly Dictionary<string, string> names;

    private People(Dictionary<string, string> names) => this.names = names;

    /// <summary>Reads the names of whoever is among these actors.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actors">As they are stored: a staff member's public id, or a kind and an id.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public static async Task<People> AmongAsync(FletsCollectDbContext db, IEnumerable<string> actors, CancellationToken cancellationToken)
    {
        var ids = actors.Select(KeyOf).OfType<Guid>().Distinct().ToArray();
        var members = await db.StaffMembers.AsNoTracking().Where(member => ids.Contains(member.Id)).Select(member => new { member.Id, member.Name }).ToListAsync(cancellationToken);
        return new People(members.ToDictionary(member => PublicId.Format(PublicId.StaffMember, member.Id), member => member.Name, StringComparer.Ordinal));
    }

    /// <summary>The member's name, or the actor as it is stored.</summary>
    public string Name(string actor) => names.GetValueOrDefault(IdOf(actor)) ?? actor;

    private static string IdOf(string actor) => actor[(actor.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static Guid? KeyOf(string actor) => PublicId.TryParse(PublicId.StaffMember, IdOf(actor), out var key) ? key : null;
}
