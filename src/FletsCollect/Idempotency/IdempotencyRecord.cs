namespace FletsCollect.Idempotency;

/// <summary>
/// The answer that a request under an idempotency key was given, stored in the transaction of its effects: a repeat of the request gets
/// the same answer and does nothing.
/// </summary>
public sealed class IdempotencyRecord
{
    /// <summary>
    /// How long an answer is kept at least: one billing period and the days in which a merchant closes its own month. A key may be used
    /// again once its record is gone.
    /// </summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(62);

    private IdempotencyRecord() { }

    public IdempotencyRecord(Guid merchantId, IdempotencyKey key, StoredAnswer answer, DateTime now)
    {
        MerchantId = merchantId;
        Key = key.Key;
        Operation = key.Operation;
        RequestHash = key.RequestHash;
        Status = answer.Status;
        Body = answer.Body;
        RecordedAt = now;
    }

    public Guid MerchantId { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>What kind of request it was; see <see cref="IdempotencyKey.Operation"/>.</summary>
    public string Operation { get; private set; } = "";

    public string RequestHash { get; private set; } = "";

    public int Status { get; private set; }

    public string Body { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }

    /// <summary>True for a repeat of the request; false for another request under the same key.</summary>
    public bool IsOf(IdempotencyKey key) => RequestHash == key.RequestHash && Operation == key.Operation;

    public StoredAnswer Answer => new(Status, Body);
}

/// <summary>A merchant's key for one request.</summary>
/// <param name="Key">What the merchant sent, 1 to 255 characters.</param>
/// <param name="Operation">The kind of request, as <c>thing.verb</c>: <c>charge.create</c>. A key names one request of one kind.</param>
/// <param name="RequestHash">SHA-256 of what the request asks, base64url.</param>
public sealed record IdempotencyKey(string Key, string Operation, string RequestHash);

/// <summary>The status code and JSON body of an answer.</summary>
public sealed record StoredAnswer(int Status, string Body);

/// <summary>An answer, and whether it is a repeat of an earlier one.</summary>
public sealed record IdempotentAnswer(StoredAnswer Answer, bool Replayed);
