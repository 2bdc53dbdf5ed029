namespace FletsCollect.Charges;

/// <summary>
/// The answer that a request under an idempotency key was given, stored in the transaction of its effects: a repeat of the request gets
/// the same answer and does nothing.
/// </summary>
public sealed class IdempotencyRecord
{
    private IdempotencyRecord() { }

    public IdempotencyRecord(Guid merchantId, IdempotencyKey key, StoredAnswer answer, DateTime now)
    {
        MerchantId = merchantId;
        Key = key.Key;
        RequestHash = key.RequestHash;
        Status = answer.Status;
        Body = answer.Body;
        RecordedAt = now;
    }

    public Guid MerchantId { get; private set; }

    public string Key { get; private set; } = "";

    public string RequestHash { get; private set; } = "";

    public int Status { get; private set; }

    public string Body { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }

    public StoredAnswer Answer => new(Status, Body);
}

/// <summary>A merchant's key for one request, and the SHA-256 of what the request asks, base64url.</summary>
public sealed record IdempotencyKey(string Key, string RequestHash);

/// <summary>The status code and JSON body of an answer.</summary>
public sealed record StoredAnswer(int Status, string Body);

/// <summary>An answer, and whether it is a repeat of an earlier one.</summary>
public sealed record IdempotentAnswer(StoredAnswer Answer, bool Replayed);
