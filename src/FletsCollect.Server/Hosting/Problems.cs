using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FletsCollect.Idempotency;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Hosting;

/// <summary>Everything that the API refuses, each with a stable code (provider.md, "Charge call").</summary>
public enum ApiProblem
{
    InvalidRequest,
    InvalidToken,
    InvalidDpopProof,
    UseDpopNonce,
    InsufficientUserAuthentication,
    InsufficientScope,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    RequestInProgress,
    GrantNotFound,
    GrantConsumed,
    GrantEnded,
    GrantMismatch,
    AmountMismatch,
    AmountExceedsGrant,
    AmountExceedsReservation,
    ItemsMismatch,
    TaxRateNotAllowed,
    ChargeNotFound,
    ChargeState,
    RefundNotFound,
    ApprovalNotFound,
    AmountExceedsRemaining,
    PeriodLimitExceeded,
    OutsideSchedule,
    SubscriptionNotStarted,
    SubscriptionNotFound,
    SubscriptionOver,
    SubscriptionAlreadyCancelled,
    SubscriptionNotCancelled,
    SubscriptionLineEnds,
    PlanNotFound,
    PlanCodeInUse,
    MonthlyNotAllowed,
    LimitExceeded,
    CredentialLimitExceeded,
    MerchantBlocked,
    PurchasesStopped,
    PayerUnavailable,
    TooManyWebhookEndpoints,
    WebhookEndpointDisabled,
    EventPruned,
    TooManyEvents,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    PayloadTooLarge,
    UnsupportedMediaType,
    TooManyRequests,
    InternalError,

    /// <summary>More charges wait than can be committed soon, or the database has no time.</summary>
    Busy,
}

/// <summary>Refusals as RFC 9457 problem details of one shape: code, what is wrong, what to do, and the request's id.</summary>
public static class Problems
{
    /// <summary>How the API writes JSON: snake case, Japanese as itself, nothing that is null.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The answer to a request.</summary>
    public static IResult Of(HttpContext http, ApiProblem problem, string? detail = null, string? param = null)
    {
        var answer = Stored(http, problem, detail, param);
        return TypedResults.Text(answer.Body, "application/problem+json", statusCode: answer.Status);
    }

    /// <summary>The answer in the form in which it is kept for a repeat of the request.</summary>
    public static StoredAnswer Stored(HttpContext http, ApiProblem problem, string? detail = null, string? param = null)
    {
        var (status, code, title, remedy) = Describe(problem);
        if (problem is ApiProblem.Busy or ApiProblem.RequestInProgress)
            http.Response.Headers.RetryAfter = "1";
        var page = PageOf(http.RequestServices.GetRequiredService<Issuer>(), code).AbsoluteUri;
        IReadOnlyList<ProblemMember>? errors = param is null ? null : [new ProblemMember(param, detail ?? remedy)];
        var body = new ProblemResource(page, title, status, detail ?? remedy, code, param, errors, http.TraceIdentifier, page);
        return new StoredAnswer(status, JsonSerializer.Serialize(body, Json));
    }

    /// <summary>Where the page of a code stands.</summary>
    public static Uri PageOf(Issuer issuer, string code) => issuer.Under($"docs/errors/{code}");

    /// <summary>Every problem in the language of the request, as the catalogue lists it.</summary>
    public static IReadOnlyList<ProblemEntry> Catalogue() => [.. Enum.GetValues<ApiProblem>().Select(problem =>
    {
        var (status, code, title, remedy) = Describe(problem);
        return new ProblemEntry(code, status, title, remedy);
    })];

    /// <summary>The problem of a bare status code, for what is refused before any endpoint runs.</summary>
    public static ApiProblem OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ApiProblem.InvalidToken,
        StatusCodes.Status403Forbidden => ApiProblem.InsufficientScope,
        StatusCodes.Status404NotFound => ApiProblem.NotFound,
        StatusCodes.Status405MethodNotAllowed => ApiProblem.MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => ApiProblem.NotAcceptable,
        StatusCodes.Status413PayloadTooLarge => ApiProblem.PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ApiProblem.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ApiProblem.TooManyRequests,
        < 500 => ApiProblem.InvalidRequest,
        _ => ApiProblem.InternalError,
    };

    private static (int Status, string Code, string Title, string Remedy) Describe(ApiProblem problem) => problem switch
    {
        ApiProblem.InvalidRequest => (400, "invalid_request", T("リクエストが正しくありません。", "The request is not valid."), T("内容を確かめて送り直してください。", "Correct the request and send it again.")),
        ApiProblem.InvalidToken => (401, "invalid_token", T("アクセストークンが無効です。", "The access token is missing, expired or revoked."), T("新しいトークンを得てください。課金のトークンは購入のやり直しで得られます。", "Get a new token; for a charge, by starting the purchase again.")),
        ApiProblem.InvalidDpopProof => (401, "invalid_dpop_proof", T("DPoP の証明が正しくありません。", "The DPoP proof is missing or not good."), T("リクエストごとに新しい証明を作ってください。", "Make a new proof for each request, by the key that the token is bound to.")),
        ApiProblem.UseDpopNonce => (401, "use_dpop_nonce", T("DPoP の証明に nonce が必要です。", "The DPoP proof needs a nonce of this server."), T("DPoP-Nonce ヘッダーの値を nonce として新しい証明に入れ、送り直してください。", "Put the value of the DPoP-Nonce header into a new proof as its nonce, and send the request again.")),
        ApiProblem.InsufficientUserAuthentication => (401, "insufficient_user_authentication", T("お客様の認証がこの課金には不十分です。", "The customer's authentication is not enough for this charge."), T("WWW-Authenticate ヘッダーの acr_values と max_age を付けて購入をやり直してください。", "Start the purchase again with the acr_values and max_age of the WWW-Authenticate header.")),
        ApiProblem.InsufficientScope => (403, "insufficient_scope", T("このトークンではこの操作はできません。", "The access token is not for this."), T("WWW-Authenticate ヘッダーのスコープを要求してください。", "Ask for the scope that the WWW-Authenticate header names.")),
        ApiProblem.IdempotencyKeyRequired => (400, "idempotency_key_required", T("Idempotency-Key がありません。", "The Idempotency-Key header is missing or malformed."), T("1〜255文字の印字可能なASCII文字を1つ送ってください。", "Send one key of 1 to 255 visible ASCII characters.")),
        ApiProblem.IdempotencyKeyReused => (422, "idempotency_key_reused", T("この Idempotency-Key は別の内容で使用済みです。", "This Idempotency-Key was used for another request."), T("新しいキーを使ってください。", "Use a new key for a new request.")),
        ApiProblem.RequestInProgress => (409, "request_in_progress", T("この Idempotency-Key のリクエスト、またはそれが必要とするデータを使う別のリクエストが処理中です。", "A request under this Idempotency-Key, or another one that holds what it needs, is still being worked on."), T("Retry-After の秒数を待ち、同じ Idempotency-Key で送り直してください。", "Wait as Retry-After says and send the request again with the same Idempotency-Key.")),
        ApiProblem.GrantNotFound => (404, "grant_not_found", T("承認が見つかりません。", "There is no such grant for this token."), T("トークン応答の grant_id を送ってください。", "Send the grant_id of this token's own authorization_details.")),
        ApiProblem.GrantConsumed => (409, "grant_consumed", T("この承認はすでに使われました。", "This grant was charged already."), T("新しい購入には新しい承認が必要です。", "A new purchase needs a new approval.")),
        ApiProblem.GrantEnded => (409, "grant_ended", T("この承認は期限切れか、取り消されました。", "This grant expired or was revoked."), T("購入をやり直してください。", "Start the purchase again.")),
        ApiProblem.GrantMismatch => (422, "grant_mismatch", T("承認された注文と一致しません。", "The order is not the approved one."), T("承認された merchant_reference を送ってください。", "Send the approved merchant_reference.")),
        ApiProblem.AmountMismatch => (422, "amount_mismatch", T("承認された金額と一致しません。", "The amount is not the approved one."), T("承認された金額を送ってください。", "Send exactly the approved amount.")),
        ApiProblem.AmountExceedsGrant => (422, "amount_exceeds_grant", T("承認された上限額を超えています。", "The amount is above what was approved."), T("承認された上限額までの金額を送ってください。", "Send at most the approved amount.")),
        ApiProblem.AmountExceedsReservation => (422, "amount_exceeds_reservation", T("確保した金額を超えています。", "The amount is above what is reserved."), T("確保した金額までを確定してください。", "Confirm at most the reserved amount.")),
        ApiProblem.ItemsMismatch => (422, "items_mismatch", T("明細の合計が課金額と一致しません。", "The items do not add up to the charge."), T("明細の合計を課金額に合わせてください。", "Send items whose amounts add up to the charge exactly.")),
        ApiProblem.TaxRateNotAllowed => (422, "tax_rate_not_allowed", T("本日適用できない税率があります。", "An item has a tax rate that is not in force today."), T("標準税率、軽減税率、または0を送ってください。", "Send the standard rate, the reduced rate, or 0.")),
        ApiProblem.ChargeNotFound => (404, "charge_not_found", T("課金が見つかりません。", "There is no such charge."), T("ご自身の課金のIDを確かめてください。", "Check the id; only your own charges are shown.")),
        ApiProblem.ChargeState => (409, "charge_state", T("課金の状態により、この操作はできません。", "The charge's present state does not allow this."), T("課金を取得して状態を確かめてください。", "Get the charge and look at its status.")),
        ApiProblem.ApprovalNotFound => (404, "approval_not_found", T("契約者の承認の依頼が見つかりません。", "There is no such approval."), T("ご自身のお客様の依頼のIDを確かめてください。", "Check the id; only those of your own purchases are shown.")),
        ApiProblem.RefundNotFound => (404, "refund_not_found", T("返金が見つかりません。", "There is no such refund."), T("ご自身の返金のIDを確かめてください。", "Check the id; only your own refunds are shown.")),
        ApiProblem.AmountExceedsRemaining => (422, "amount_exceeds_remaining", T("返金できる残額を超えています。", "The amount is above what is left to refund."), T("課金の remaining_amount までを返金してください。", "Refund at most the charge's remaining_amount; refunds in flight count.")),
        ApiProblem.PeriodLimitExceeded => (422, "period_limit_exceeded", T("この期間の課金はすでに行われています。", "This period was charged already."), T("次の期間まで課金できません。", "The next charge is for the next period.")),
        ApiProblem.OutsideSchedule => (422, "outside_schedule", T("承認された期間の外です。", "This is outside the approved schedule."), T("承認された開始日と終了日を確かめてください。", "See schedule.start and schedule.end of the grant, and ends_on of the subscription.")),
        ApiProblem.SubscriptionNotStarted => (409, "subscription_not_started", T("継続課金が開始されていません。", "The subscription was not started."), T("POST /v1/subscriptions で開始してください。", "Start it with POST /v1/subscriptions.")),
        ApiProblem.SubscriptionNotFound => (404, "subscription_not_found", T("継続課金が見つかりません。", "There is no such subscription of this merchant."), T("id を確かめてください。", "Check the id.")),
        ApiProblem.SubscriptionOver => (409, "subscription_over", T("この継続課金は終了しています。", "This subscription is over."), T("新しいお申込みが必要です。", "A new one needs a new approval.")),
        ApiProblem.SubscriptionAlreadyCancelled => (409, "subscription_already_cancelled", T("この継続課金は解約済みです（status: cancel_scheduled）。", "This subscription was cancelled already; its status is cancel_scheduled."), T("取り消すには undo-cancel を使ってください。", "Use undo-cancel to take that back.")),
        ApiProblem.SubscriptionNotCancelled => (409, "subscription_not_cancelled", T("この継続課金は解約されていません。", "This subscription is not cancelled."), T("GET で状態を確かめてください。", "Read its status first.")),
        ApiProblem.SubscriptionLineEnds => (409, "subscription_line_ends", T("回線の契約が終わるため、継続できません。", "The line ends, so the subscription cannot go on."), T("別の回線での新しいお申込みが必要です。", "A new approval on another line is needed.")),
        ApiProblem.PlanNotFound => (404, "plan_not_found", T("プランが見つかりません。", "There is no plan of this code."), T("code を確かめてください。", "Check the code.")),
        ApiProblem.PlanCodeInUse => (409, "plan_code_in_use", T("この code のプランはすでにあります。", "There is a plan of this code already."), T("別の code を使ってください。価格を変えるときも新しいプランを作ります。", "Use another code; a new price is a new plan.")),
        ApiProblem.MonthlyNotAllowed => (403, "monthly_not_allowed", T("契約に継続課金が含まれていません。", "Monthly charging is not in this merchant's contract."), T("担当者へお問い合わせください。", "Ask your contact at the operator.")),
        ApiProblem.LimitExceeded => (422, "limit_exceeded", T("回線の利用限度額を超えます。", "The line's limit for the month would be passed."), T("別の支払い方法を案内してください。", "Offer the customer another way to pay.")),
        ApiProblem.CredentialLimitExceeded => (422, "credential_limit_exceeded", T("お客様のIDの利用限度額を超えます。", "The customer's own limit for the month would be passed."), T("別の支払い方法を案内してください。", "Offer the customer another way to pay.")),
        ApiProblem.MerchantBlocked => (422, "merchant_blocked", T("お客様の家庭で、この加盟店への支払いが止められています。", "The customer's household does not pay this merchant."), T("別の支払い方法を案内してください。継続課金は、期間内に解除されなければ終了します。", "Offer the customer another way to pay. A subscription ends unless it is unblocked in time.")),
        ApiProblem.PurchasesStopped => (422, "purchases_stopped", T("お客様の回線での支払いがすべて止められています。", "The customer's household stopped all purchases of the line."), T("別の支払い方法を案内してください。", "Offer the customer another way to pay.")),
        ApiProblem.PayerUnavailable => (422, "payer_unavailable", T("お客様の回線またはIDが利用できません。", "The customer's line or ID cannot pay now."), T("別の支払い方法を案内してください。", "Offer the customer another way to pay.")),
        ApiProblem.TooManyWebhookEndpoints => (409, "too_many_webhook_endpoints", T("配信先が上限に達しています。", "There are as many webhook endpoints as there may be."), T("使わない配信先を削除してください。", "Delete one that is not used.")),
        ApiProblem.WebhookEndpointDisabled => (409, "webhook_endpoint_disabled", T("この配信先は停止中か、削除されています。", "The webhook endpoint is disabled, or was deleted."), T("status を enabled にしてから送り直してください。", "Set its status to enabled first.")),
        ApiProblem.EventPruned => (410, "event_pruned", T("保存期間を過ぎたイベントです。", "The event is older than events are kept."), T("その後の状態は課金などの一覧で確かめてください。", "Read the present state of the thing itself, by its id.")),
        ApiProblem.TooManyEvents => (422, "too_many_events", T("期間内のイベントが多すぎます。", "There are too many events in that time."), T("期間を短く分けてください。", "Ask for shorter times, one after the other.")),
        ApiProblem.NotFound => (404, "not_found", T("見つかりません。", "There is nothing at this address."), T("アドレスを確かめてください。", "Check the address.")),
        ApiProblem.MethodNotAllowed => (405, "method_not_allowed", T("このメソッドは使えません。", "The method is not allowed here."), T("Allow ヘッダーを見てください。", "See the Allow header.")),
        ApiProblem.NotAcceptable => (406, "not_acceptable", T("Accept ヘッダーの形式では応答できません。", "The Accept header leaves no form to answer in."), T("Accept に application/json を含めるか、Accept を送らないでください。", "Accept application/json, or leave the header out.")),
        ApiProblem.PayloadTooLarge => (413, "payload_too_large", T("本文が大きすぎます。", "The body is too large."), T("本文を16 KiB以内にしてください。", "Send at most 16 KiB.")),
        ApiProblem.UnsupportedMediaType => (415, "unsupported_media_type", T("本文が JSON ではありません。", "The body is not sent as JSON."), T("Content-Type: application/json で送ってください。", "Send the body with Content-Type: application/json.")),
        ApiProblem.TooManyRequests => (429, "too_many_requests", T("リクエストが多すぎます。", "There were too many requests."), T("Retry-After ヘッダーの秒数を待って送り直してください。", "Wait as many seconds as the Retry-After header says, and send it again.")),
        ApiProblem.InternalError => (500, "internal_error", T("内部エラーが発生しました。", "Something went wrong here."), T("同じ Idempotency-Key で送り直してください。", "Send the request again with the same Idempotency-Key.")),
        ApiProblem.Busy => (503, "busy", T("ただいま混み合っています。", "The server is too busy, or its database is."), T("Retry-After の秒数を待ち、同じ Idempotency-Key で送り直してください。", "Wait as Retry-After says and send the request again with the same Idempotency-Key.")),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Unknown problem."),
    };
}

/// <summary>A problem as the catalogue shows it.</summary>
public sealed record ProblemEntry(string Code, int Status, string Title, string Remedy);

/// <summary>Problem details (RFC 9457) with the members that this API adds.</summary>
/// <param name="Type">The address of the code's page.</param>
/// <param name="Title">What is wrong, in the language of <c>Accept-Language</c> (ja or en).</param>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Detail">What is wrong with this very request, or what to do.</param>
/// <param name="Code">The stable name of the problem.</param>
/// <param name="Param">The member, parameter or header that is to blame, with dots between the levels.</param>
/// <param name="Errors">All that are to blame.</param>
/// <param name="RequestId">The answer's <c>Request-Id</c>; tell it to the merchant desk.</param>
/// <param name="DocUrl">The same as <c>type</c>.</param>
public sealed record ProblemResource(
    string Type, string Title, int Status, string Detail, string Code, string? Param, IReadOnlyList<ProblemMember>? Errors, string RequestId, string DocUrl);

/// <summary>One member that is to blame, and why.</summary>
public sealed record ProblemMember(string Param, string Detail);
