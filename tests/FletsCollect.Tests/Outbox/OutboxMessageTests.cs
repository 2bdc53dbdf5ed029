using FletsCollect.Outbox;

namespace FletsCollect.Tests.Outbox;

/// <summary>What may be told to merchants, and how large it may be.</summary>
public sealed class OutboxMessageTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Event_that_merchants_cannot_know_is_not_written() =>
        Assert.Throws<ArgumentException>(() => OutboxMessage.Of(Guid.CreateVersion7(), "charge.vanished", "ch_1", Now, new { }));

    [Fact]
    public void Message_with_the_largest_data_stays_below_twenty_kilobytes()
    {
        var largest = OutboxMessage.Of(Guid.CreateVersion7(), EventTypes.ChargeConfirmed, "ch_1", Now, new { text = new string('x', OutboxMessage.MostDataBytes - 11) });

        Assert.InRange(CloudEvent.Write(largest, new Uri("https://pay.example/")).Length, OutboxMessage.MostDataBytes, 20_000);
        Assert.Throws<ArgumentException>(() => OutboxMessage.Of(Guid.CreateVersion7(), EventTypes.ChargeConfirmed, "ch_1", Now, new { text = new string('あ', OutboxMessage.MostDataBytes / 3) }));
    }

    [Fact]
    public void Every_type_has_a_name_of_its_own_that_documents_can_explain() =>
        Assert.All(EventTypes.All, type =>
        {
            Assert.Matches(@"\A[a-z_]+\.[a-z_]+\z", type.Name);
            Assert.Single(EventTypes.All, other => other.Name == type.Name);
            Assert.NotEmpty(type.Japanese);
            Assert.NotEmpty(type.English);
        });
}
