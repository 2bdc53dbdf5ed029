using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace FletsCollect.Audit;

/// <summary>
/// Who did what to which thing, and when: one line for every step that concerns security or money. Written in the transaction of the
/// step itself. Holds no secret, password, token or whole line number.
/// </summary>
public sealed class AuditEntry
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private AuditEntry() { }

    public Guid Id { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>What was done, as <c>thing.past-participle</c>: <c>credential.issued</c>.</summary>
    public string Action { get; private set; } = "";

    /// <summary>Who did it: a kind, and an id where there is one.</summary>
    public string Actor { get; private set; } = "";

    /// <summary>What it was done to.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>What else is worth knowing, as a JSON object.</summary>
    public string Detail { get; private set; } = "{}";

    public static AuditEntry Of(string action, AuditActor actor, string subject, DateTime now, object? detail = null) => new()
    {
        Id = RowKey.New(),
        RecordedAt = now,
        Action = action,
        Actor = actor.ToString(),
        Subject = subject,
        Detail = detail is null ? "{}" : JsonSerializer.Serialize(detail, Json),
    };
}

/// <summary>Who acts: someone at a line, a credential's holder, a merchant's back end, the operator, or the access network.</summary>
public readonly record struct AuditActor(string Kind, string? Id = null)
{
    public static AuditActor Network => new("network");

    /// <summary>The product itself, in the background.</summary>
    public static AuditActor Job => new("job");

    public static AuditActor Operator => new("operator");

    /// <summary>One of the operator's people, where it matters which: by the public id of who is signed in, by name from the command line.</summary>
    public static AuditActor Person(string name) => PublicId.TryParse(PublicId.StaffMember, name, out _) ? Staff(name) : new("operator", name);

    /// <summary>Somebody who has not signed in.</summary>
    public static AuditActor Anonymous => new("anonymous");

    public static AuditActor Credential(string userName) => new("credential", userName);

    /// <summary>Somebody of the operator's or a merchant's staff, by the public id.</summary>
    public static AuditActor Staff(string publicId) => new("staff", publicId);

    public static AuditActor Merchant(string code) => new("merchant", code);

    public override string ToString() => Id is null ? Kind : $"{Kind}:{Id}";
}
