using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;

namespace FletsCollect.Tests.Subscriptions;

/// <summary>What every member of a subscription does in every state: it follows the table, or it throws and leaves the subscription as it was.</summary>
public sealed class SubscriptionEdgesTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    private static readonly RecurringSchedule Schedule = new(1, CycleAlignment.Calendar, new DateOnly(2026, 11, 10), End: null);

    private static readonly Dictionary<SubscriptionMove, Action<Subscription>> Members = new()
    {
        [SubscriptionMove.Suspend] = subscription => subscription.Suspend(),
        [SubscriptionMove.Resume] = subscription => subscription.Resume(Schedule, Now),
        [SubscriptionMove.ScheduleCancel] = subscription => subscription.ScheduleCancel(new DateOnly(2026, 11, 30), SubscriptionEndReason.CancelledBySubscriber),
        [SubscriptionMove.UndoCancel] = subscription => subscription.UndoCancel(Schedule),
        [SubscriptionMove.End] = subscription => subscription.End(SubscriptionEndReason.TermOver, Now),
        [SubscriptionMove.Terminate] = subscription => subscription.Terminate(SubscriptionEndReason.LineTransferred, Now),
    };

    public static TheoryData<SubscriptionStatus, SubscriptionMove> Pairs
    {
        get
        {
            var pairs = new TheoryData<SubscriptionStatus, SubscriptionMove>();
            foreach (var status in Enum.GetValues<SubscriptionStatus>())
            {
                foreach (var move in Enum.GetValues<SubscriptionMove>())
                    pairs.Add(status, move);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Member_follows_the_table_or_throws_and_changes_nothing(SubscriptionStatus status, SubscriptionMove move)
    {
        var subscription = In(status);
        var before = Text(subscription);

        if (SubscriptionTransitions.Next(status, move) is { } next)
        {
            Members[move](subscription);
            Assert.Equal(next, subscription.Status);
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => Members[move](subscription));
            Assert.Equal(before, Text(subscription));
        }
    }

    [Theory]
    [InlineData(SubscriptionStatus.Suspended)]
    [InlineData(SubscriptionStatus.CancelScheduled)]
    [InlineData(SubscriptionStatus.Ended)]
    [InlineData(SubscriptionStatus.AutoTerminated)]
    public void Price_of_what_does_not_go_on_stays(SubscriptionStatus status)
    {
        var subscription = In(status);
        var before = Text(subscription);

        Assert.Throws<InvalidOperationException>(() => subscription.ChangePrice(Grant(1_200)));
        Assert.Equal(before, Text(subscription));
    }

    private static Subscription In(SubscriptionStatus status)
    {
        var subscription = new Subscription(Grant(990), Now);
        switch (status)
        {
            case SubscriptionStatus.Active:
                break;
            case SubscriptionStatus.Suspended:
                Members[SubscriptionMove.Suspend](subscription);
                break;
            case SubscriptionStatus.CancelScheduled:
                Members[SubscriptionMove.ScheduleCancel](subscription);
                break;
            case SubscriptionStatus.Ended:
                Members[SubscriptionMove.End](subscription);
                break;
            case SubscriptionStatus.AutoTerminated:
                Members[SubscriptionMove.Terminate](subscription);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(status), status, "Nothing says how a subscription gets there.");
        }
        Assert.Equal(status, subscription.Status);
        return subscription;
    }

    private static ChargeGrant Grant(long amount)
    {
        var merchant = new Merchants.Merchant("shop", MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("店", "店株式会社", "見本", "東京都", "help@example.com"), offeredSince: null, mayChargeMonthly: true);
        var credential = Credential.Issue("fc0000000001", new LineNumber("CAF0000000001"), CredentialRole.Contractor, Now);
        return new ChargeGrant(merchant, credential, new RecurringDetails("monthly-1", "動画プラン", new Yen(amount), Schedule), new ConsentStatement(1, "ja", "shop", credential.Id, "", "monthly-1", amount, []), lineProofId: null, Now);
    }

    private static string Text(Subscription subscription) =>
        $"{subscription.Status} {subscription.Amount} {subscription.NextCycle} {subscription.NextChargeOn} {subscription.EndsOn} {subscription.EndReason} {subscription.EndedAt} {subscription.DueAt} {subscription.Version}";
}
