namespace FletsCollect.Outbox;

/// <summary>Something that a merchant can be told of.</summary>
/// <param name="Name">As it stands in messages, <c>thing.past-participle</c>.</param>
/// <param name="Japanese">When it is sent, in Japanese.</param>
/// <param name="English">When it is sent, in English.</param>
/// <param name="Example">The id of such a message's subject, for documents.</param>
public sealed record EventType(string Name, string Japanese, string English, string Example);

/// <summary>
/// Every event that is told to merchants: what writes messages may write no other, what registers endpoints accepts these, and the public
/// documents list them.
/// </summary>
public static class EventTypes
{
    public const string ChargeReserved = "charge.reserved";
    public const string ChargeConfirmed = "charge.confirmed";
    public const string ChargeCancelled = "charge.cancelled";
    public const string ChargeExpired = "charge.expired";
    public const string ChargeCollected = "charge.collected";
    public const string ChargeUncollected = "charge.uncollected";
    public const string ChargeReturned = "charge.returned";
    public const string RefundRequested = "refund.requested";
    public const string RefundProcessing = "refund.processing";
    public const string RefundCredited = "refund.credited";
    public const string RefundSucceeded = "refund.succeeded";
    public const string RefundDenied = "refund.denied";
    public const string SubscriptionCreated = "subscription.created";
    public const string SubscriptionRenewed = "subscription.renewed";
    public const string SubscriptionRenewalFailed = "subscription.renewal_failed";
    public const string SubscriptionSuspended = "subscription.suspended";
    public const string SubscriptionResumed = "subscription.resumed";
    public const string SubscriptionCancelScheduled = "subscription.cancel_scheduled";
    public const string SubscriptionCancelUndone = "subscription.cancel_undone";
    public const string SubscriptionEnded = "subscription.ended";
    public const string SubscriptionPriceChanged = "subscription.price_changed";
    public const string PayoutPaid = "payout.paid";
    public const string PayoutFailed = "payout.failed";
    public const string PayoutCarriedOver = "payout.carried_over";
    public const string GrantRevoked = "grant.revoked";
    public const string GrantReplaced = "grant.replaced";
    public const string ApprovalRequested = "approval.requested";
    public const string ApprovalApproved = "approval.approved";
    public const string ApprovalDenied = "approval.denied";
    public const string ApprovalExpired = "approval.expired";
    public const string DisputeOpened = "dispute.opened";
    public const string DisputeUnderReview = "dispute.under_review";
    public const string DisputeUpheld = "dispute.upheld";
    public const string DisputeRejected = "dispute.rejected";
    public const string DisputeWithdrawn = "dispute.withdrawn";
    public const string WebhookDisabled = "webhook_endpoint.disabled";
    public const string WebhookTested = "webhook_endpoint.tested";

    /// <summary>Takes every event, those that are added later too.</summary>
    public const string Any = "*";

    public static readonly IReadOnlyList<EventType> All =
    [
        new(ChargeReserved, "金額を確保しました。確定するか取り消してください。", "An amount is held: confirm the charge or cancel it.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeConfirmed, "課金が確定し、回線の請求に載ります。", "A charge was confirmed: it will be on the line's bill.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeCancelled, "課金が取り消され、請求されません。", "A charge was cancelled: it will not be billed.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeExpired, "確保した金額が期限までに確定されず、解放されました。", "A held amount was not confirmed in time, and is free again.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeCollected, "課金の全部または一部が回線から回収されました。", "A charge, or a part of it, was collected from the line.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeUncollected, "回線の支払いが期日までにありませんでした。回収を続けます。", "The line did not pay when it was due; collection goes on.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ChargeReturned, "回収できなかった課金の全部または一部が加盟店に戻されました。", "What could not be collected of a charge came back to its merchant.", "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(RefundRequested, "返金が依頼されました。", "A refund was asked for.", "re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(RefundProcessing, "返金が次回の請求書で差し引かれることになりました。", "A refund will be a credit on the line's next invoice.", "re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(RefundCredited, "返金の全部または一部が請求書で差し引かれました。", "An invoice bears a refund, or a part of it, as a credit.", "re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(RefundSucceeded, "返金が完了しました。", "All of a refund has reached the subscriber.", "re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(RefundDenied, "返金が認められませんでした。課金は返金されていません。", "A refund was denied: the charge stays as it was.", "re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionCreated, "継続課金が始まりました。初日が来ていれば、最初の期間は課金済みです。", "A subscription was started; if its first day has come, its first period is charged.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionRenewed, "次の期間の課金が行われました。", "The next period was charged.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionRenewalFailed, "期間の課金ができませんでした。しばらく毎日やり直します。", "A period could not be charged; it is tried again for some days.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionSuspended, "回線が停止し、継続課金が止まりました。", "The line was suspended, and the subscription with it.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionResumed, "回線が再開し、継続課金が再び有効になりました。", "The line is back, and the subscription goes on.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionCancelScheduled, "解約されました。ends_on まで利用できます。", "A subscription was cancelled; it runs until ends_on.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionCancelUndone, "解約が取り消され、継続します。", "A cancellation was taken back; the subscription goes on.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionEnded, "継続課金が終了しました。理由は end_reason にあります。", "A subscription is over; end_reason says why.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(SubscriptionPriceChanged, "お客様が新しい価格を承認しました。next_charge_on から新しい amount になります。", "The subscriber approved a new price: amount is charged from next_charge_on on.", "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(GrantReplaced, "新しい承認に置き換えられました（replaced_by）。以前のトークンは使えません。", "Another consent took the place of this one (replaced_by); its tokens are over.", "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(PayoutPaid, "お支払いが口座に着金しました。", "A payout arrived in the merchant's account.", "po_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(PayoutFailed, "お支払いが銀行から戻りました(組戻し)。口座を確かめてから再送します。", "The bank sent a payout back; it is sent again once the account is right.", "po_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(PayoutCarriedOver, "お支払額が下限に満たないため、次の精算に繰り越しました。", "What a month left is less than the least that is paid, and is carried over to the next statement.", "po_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(GrantRevoked, "承認が取り消されました。トークンも使えません。", "A consent was taken back, and its tokens with it.", "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ApprovalRequested, "購入が回線の契約者の承認を待っています。お客様の画面も待っています。", "A purchase waits for the line's contractor; the buyer's browser waits too.", "pa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ApprovalApproved, "契約者が承認しました。お客様が手続きを終えると、認可コードが届きます。", "The contractor approved; the code comes once the buyer completes the purchase.", "pa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ApprovalDenied, "契約者が承認しませんでした。", "The contractor said no.", "pa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(ApprovalExpired, "契約者の承認、またはその後の手続きが時間内に終わりませんでした。", "Nobody decided, or nobody completed the purchase, in time.", "pa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(DisputeOpened, "お客様が「身に覚えがない」と申し立てました。サポートデスクが調べます。", "A subscriber does not recognise a charge; the support desk looks into it.", "dp_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(DisputeUnderReview, "サポートデスクが申立ての調査を始めました。", "The support desk has begun to look into a dispute.", "dp_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(DisputeUpheld, "申立てが認められました。残りの金額は refund_id の返金で戻されます。", "A dispute was upheld: what is left of the charge is given back by the refund in refund_id.", "dp_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(DisputeRejected, "申立ては認められませんでした。課金はそのままです。", "A dispute was rejected: the charge stands.", "dp_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(DisputeWithdrawn, "お客様が申立てを取り下げました。", "The subscriber withdrew a dispute.", "dp_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(WebhookDisabled, "配信先が長く応答しなかったか、410を返したため、配信を止めました。", "An endpoint failed for long, or answered 410, and is sent nothing more.", "we_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
        new(WebhookTested, "加盟店がAPIでテスト送信をしました。", "The merchant had a test sent, by the API.", "we_01KAR3V6N2F9M0Q8T4XJ5WZ7BC"),
    ];

    public static bool Contains(string name) => All.Any(type => type.Name == name);
}
