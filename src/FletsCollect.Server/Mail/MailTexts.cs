using System.Collections.Frozen;
using FletsCollect.Calendars;
using FletsCollect.Notifications;
using FletsCollect.Onboarding;
using FletsCollect.Server.Localization;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using FletsCollect.Support;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Mail;

/// <summary>
/// The words of every mail, in the language that is current. None holds a password, a whole line number or what people write to the desk; the
/// two that hold a secret go to the address that the secret proves.
/// </summary>
internal static class MailTexts
{
    private static readonly FrozenDictionary<string, Func<MailFacts, MailText?>> OwnWords = new Dictionary<string, Func<MailFacts, MailText?>>(StringComparer.Ordinal)
    {
        [KeepNotificationAddress.CodeMail] = Code,
        [StaffInvitation.MailKind] = Invitation,
        [KeepEnquiries.ReceiptMail] = EnquiryReceipt,
        [SubmitApplication.ReceiptMail] = ApplicationReceipt,
        ["merchant-application.asked"] = facts => ToApplicant(facts, T("お申し込みについて確認させてください", "We have a question about your application"), T("お申し込みのページに質問があります。ご回答をお願いします。", "There is a question on the page of your application. Please answer it there.")),
        ["merchant-application.rejected"] = facts => ToApplicant(facts, T("お申し込みの審査結果", "About your application"), T("審査の結果をお申し込みのページでご覧ください。", "The result is on the page of your application.")),
        ["merchant-application.contracted"] = facts => ToApplicant(facts, T("ご契約が成立しました", "Your contract is concluded"), T("管理サイトへの登録のご案内を、別のメールでお送りします。", "Another mail invites you to the merchant site.")),
        ["merchant.sandbox-opened"] = facts => ToMerchant(facts, "merchant/integration", T("接続試験を始められます", "Your sandbox is open"), T("鍵と戻り先アドレスを登録して、接続試験を始めてください。", "Register a key and a redirect address, and begin to test.")),
        ["merchant.went-live"] = facts => ToMerchant(facts, "merchant", T("本番のご利用を開始しました", "You are live"), T("お客様のお支払いを受け付けられます。", "Your customers can pay.")),
        ["merchant.suspended"] = facts => ToMerchant(facts, "merchant", T("課金の受け付けを停止しました", "Charging is suspended"), T("新しい課金は受け付けられません。理由は担当者へお問い合わせください。これまでの精算に影響はありません。", "No new charge is taken. Ask your contact for the reason. What was charged is settled as before.")),
        ["merchant.resumed"] = facts => ToMerchant(facts, "merchant", T("課金の受け付けを再開しました", "Charging goes on again"), T("お客様のお支払いを受け付けられます。", "Your customers can pay.")),
        ["merchant.terminated"] = facts => ToMerchant(facts, "merchant", T("ご契約の終了手続きを始めました", "Your contract is being ended"), T("新しい課金は受け付けられません。残る精算が済みしだい終了します。", "No new charge is taken. It ends once the last settlement is done.")),
        ["charge.approved"] = Approved,
        ["approval.requested"] = ApprovalRequested,
        ["subscription.renewal_failed"] = facts => Subscription(facts, T("今月分のお支払いができませんでした。数日のあいだ再度お試しします。", "This month's payment did not go through. It is tried again for some days.")),
        ["subscription.suspended"] = facts => Subscription(facts, T("回線のご利用停止にともない、お支払いを休止しました。", "Payments pause, because the line is suspended.")),
        ["subscription.resumed"] = facts => Subscription(facts, T("お支払いを再開しました。", "Payments go on again.")),
        ["subscription.cancel_scheduled"] = facts => Subscription(facts, facts.Purchase?.EndsOn is { } end ? T($"解約を受け付けました。{FullDate(end)}まで利用できます。", $"It is cancelled, and can be used until {FullDate(end)}.") : T("解約を受け付けました。", "It is cancelled.")),
        ["subscription.cancel_undone"] = facts => Subscription(facts, T("解約の取り消しを受け付けました。これまでどおり続きます。", "The cancellation was taken back. It goes on as before.")),
        ["subscription.ended"] = facts => Subscription(facts, T("月額のお支払いが終了しました。", "The monthly payment has ended.")),
        ["subscription.price_changed"] = facts => Subscription(facts, T("承認いただいた新しい価格になりました。", "The price that you agreed to holds from now on.")),
        ["refund.succeeded"] = Refunded,
        ["refund.credited"] = Refunded,
        ["case.answered"] = CaseAnswered,
        ["dispute.upheld"] = facts => Dispute(facts, T("お申し出の内容を認め、残りの金額を返金します。", "You were right. What is left of the amount is given back.")),
        ["dispute.rejected"] = facts => Dispute(facts, T("記録を確認した結果、お支払いは有効と判断しました。", "After looking at the records, the purchase stands.")),
        ["fee-statement.closed"] = facts => ToMerchant(facts, "merchant/statements", T($"{facts.TextOf("month")}の精算書ができました", $"Your statement for {facts.TextOf("month")} is ready"), T("手数料の内訳とお支払い額をご確認ください。", "It explains the fee and what you are paid.")),
        ["payout.settled"] = facts => ToMerchant(facts, "merchant/statements", T("お支払いが完了しました", "A payout has arrived"), T($"{facts.YenOf("amount")}円をご登録の口座へ振り込みました。", $"{facts.YenOf("amount")} yen were transferred to your account.")),
        ["payout.returned"] = facts => ToMerchant(facts, "merchant/statements", T("振り込みが戻りました", "A payout was sent back"), T($"{facts.YenOf("amount")}円の振り込みが銀行から戻りました。口座をご確認のうえ、担当者へご連絡ください。", $"The bank sent {facts.YenOf("amount")} yen back. Check your account and tell your contact.")),
        ["webhook-endpoint.disabled"] = facts => ToMerchant(facts, "merchant/webhooks", T("Webhookの配信を停止しました", "A webhook endpoint was disabled"), T("配信先が長く応答しないため、配信を停止しました。直したあと、再開して再送できます。", "It did not answer for long. Once it is mended, enable it and send the events again.")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for every kind that has words.</summary>
    public static bool Knows(string kind) => OwnWords.ContainsKey(kind) || SecurityEventText.Knows(kind);

    /// <summary>The words; null when what the mail is about is gone.</summary>
    public static MailText? Of(MailFacts facts) => OwnWords.TryGetValue(facts.Message.Kind, out var write) ? write(facts) : OfSecurity(facts);

    private static MailText OfSecurity(MailFacts facts)
    {
        var what = SecurityEventText.Of(facts.Message.Kind);
        var detail = SecurityEventText.Detail(facts.Message.Detail);
        return new MailText(
            what,
            [T($"ID {facts.Message.Subject}", $"ID {facts.Message.Subject}"), $"{what}{T("。", ".")}\n{Moment(facts.Message.OccurredAt)}{(detail is null ? "" : $"\n{detail}")}"],
            facts.Issuer.Under("account/security/history"),
            Unrecognised(facts));
    }

    private static string Unrecognised(MailFacts facts)
    {
        var security = facts.Issuer.Under("account/security").AbsoluteUri;
        return T(
            $"お心当たりのない場合は、{security} でIDを停止し、サポートデスクへご連絡ください。このメールには返信できません。",
            $"If this was not you, stop the ID at {security} and tell the support desk. This mail cannot be answered.");
    }

    private static string NoAnswer => T("このメールには返信できません。", "This mail cannot be answered.");

    private static MailText Code(MailFacts facts) => new(
        T("メールアドレスの確認コード", "Your code for this mail address"),
        [T($"確認コード: {facts.Secret}", $"Code: {facts.Secret}"), T($"{NotificationAddress.CodeLifetime.TotalMinutes:0}分以内に、メールアドレスを登録した画面で入力してください。", $"Type it within {NotificationAddress.CodeLifetime.TotalMinutes:0} minutes on the page where you gave this address.")],
        null,
        T("お心当たりのない場合は、このメールを無視してください。どなたにもコードを教えないでください。", "If you did not ask for it, ignore this mail. Tell the code to nobody."));

    private static MailText? Invitation(MailFacts facts) => facts is not { Secret: { } token, Topic: { } name } ? null : new MailText(
        T("スタッフ登録のご案内", "You are invited"),
        [T($"{name} 様", $"Dear {name},"), T($"下のリンクから、パスワードと認証アプリを登録してください。リンクは一度だけ、{Moment(facts.Message.OccurredAt + StaffMember.InvitationLifetime)}まで有効です。", $"Choose a password and add an authenticator app by this link. It is good once, until {Moment(facts.Message.OccurredAt + StaffMember.InvitationLifetime)}.")],
        facts.Issuer.Joining(token),
        T("お心当たりのない場合は、このメールを削除してください。", "If you do not expect this, delete the mail."));

    private static MailText EnquiryReceipt(MailFacts facts) => new(
        T("お問い合わせを受け付けました", "We have your enquiry"),
        [
            T($"受付番号: {facts.Message.Subject}", $"Number: {facts.Message.Subject}"),
            T($"平日9:00から17:00に順番に回答します。次の受付日は{FullDate(DeskHours.NextDay(facts.Message.OccurredAt))}です。", $"We answer in turn on weekdays from 9:00 to 17:00 in Japan, next on {FullDate(DeskHours.NextDay(facts.Message.OccurredAt))}."),
        ],
        null,
        T("お心当たりのない場合は、このメールを削除してください。", "If you did not write to us, delete this mail."));

    private static MailText? ApplicationReceipt(MailFacts facts) => facts.Secret is not { } token ? null : new MailText(
        T("お申し込みを受け付けました", "We have your application"),
        [T($"受付番号: {facts.Message.Subject}", $"Number: {facts.Message.Subject}"), T("審査の状況と当社からの質問は、次のページでご覧いただけます。このアドレスは控えておき、ほかの方に教えないでください。", "Where it stands, and what we ask, is on this page. Keep its address, and to yourself.")],
        facts.Issuer.Under($"apply/{token}"),
        T("お心当たりのない場合は、このメールを削除してください。", "If you did not apply, delete this mail."));

    private static MailText ToApplicant(MailFacts facts, string title, string what) => new(
        title, [T($"受付番号: {facts.Message.Subject}", $"Number: {facts.Message.Subject}"), what], null, T("ページのアドレスは、受け付けのメールにあります。このメールには返信できません。", "The address of the page is in the mail that you got first. This mail cannot be answered."));

    private static MailText? Approved(MailFacts facts) => facts.Purchase is not { } bought ? null : new MailText(
        T($"{bought.Seller}へのお支払いを承認しました", $"You approved a payment to {bought.Seller}"),
        [
            $"{bought.Seller}\n{bought.Description}\n{(bought.IsMonthly ? T($"毎月{bought.Amount}円", $"{bought.Amount} yen a month") : T($"{bought.Amount}円", $"{bought.Amount} yen"))}\n{Moment(facts.Message.OccurredAt)}",
            T("金額は毎月の回線料金と合わせて請求します。", "It is billed together with your line."),
        ],
        facts.Issuer.Under($"account/grants/{facts.Message.Subject}"),
        Unrecognised(facts));

    private static MailText ApprovalRequested(MailFacts facts) => new(
        T("ご家族のお支払いの承認をお願いします", "A purchase waits for your approval"),
        [$"ID {facts.Message.Subject}\n{SecurityEventText.Detail(facts.Message.Detail)}", T("ログインのうえ、承認するかどうかをお選びください。期限を過ぎると取り消されます。", "Sign in and say yes or no. It lapses by itself when its time is over.")],
        facts.Issuer.Under("account/approvals"),
        NoAnswer);

    private static MailText? Subscription(MailFacts facts, string what) => facts.Purchase is not { } bought ? null : new MailText(
        T($"{bought.Seller}の月額のお支払いについて", $"About your monthly payment to {bought.Seller}"),
        [$"{bought.Description}\n{T($"毎月{bought.Amount}円", $"{bought.Amount} yen a month")}", what],
        facts.Issuer.Under($"account/subscriptions/{facts.Message.Subject}"),
        NoAnswer);

    private static MailText? Refunded(MailFacts facts) => facts.Purchase is not { } bought ? null : new MailText(
        T($"{bought.Seller}から返金があります", $"{bought.Seller} gives money back"),
        [$"{bought.Description}\n{T($"返金額 {bought.Amount}円", $"{bought.Amount} yen")}", T("ご請求の前なら請求額から差し引き、請求のあとなら次回以降の回線料金から差し引きます。", "Before the bill it is taken off the bill; after it, off your next ones.")],
        facts.Issuer.Under("account"),
        NoAnswer);

    private static MailText? CaseAnswered(MailFacts facts) => facts.Topic is not { } topic ? null : new MailText(
        T("サポートデスクから回答があります", "The support desk has answered"),
        [topic, T("ログインしてご覧ください。", "Sign in to read it.")],
        facts.Issuer.Under($"account/cases/{facts.Message.Subject}"),
        T("ご返信はそのページからお願いします。このメールには返信できません。", "Write back on that page. This mail cannot be answered."));

    private static MailText Dispute(MailFacts facts, string what) => new(
        T("お心当たりのないお支払いについて", "About the purchase that you do not recognise"),
        [what],
        facts.Issuer.Under(facts.TextOf("case") is { } conversation ? $"account/cases/{conversation}" : "account/cases"),
        NoAnswer);

    private static MailText ToMerchant(MailFacts facts, string path, string title, string what) => new(title, [what], facts.Issuer.Under(path), NoAnswer);
}
