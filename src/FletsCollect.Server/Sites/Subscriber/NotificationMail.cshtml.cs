using System.ComponentModel.DataAnnotations;
using FletsCollect.Mail;
using FletsCollect.Server.Localization;
using FletsCollect.Server.Mail;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Where an ID is told by mail what happens to it: asked for, confirmed by the code that was sent there, and taken away.</summary>
public sealed class NotificationMailModel(FletsCollectDbContext db, KeepNotificationAddress addresses, IOptions<MailOptions> mail, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(MailAddresses.Longest)]
    public string? MailAddress { get; set; }

    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    /// <summary>The address that counts; null when there is none.</summary>
    public string? Present { get; private set; }

    /// <summary>The address whose code is awaited; null when there is none.</summary>
    public string? Asked { get; private set; }

    /// <summary>Why the last form was not taken, and the field that it is about.</summary>
    public (string Field, string Text)? Error { get; private set; }

    protected override bool NeedsFreshSignIn => true;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => mail.Value.IsOn ? await ShowAsync(null, cancellationToken) : NotFound();

    public async Task<IActionResult> OnPostAskAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await addresses.AskAsync(Person.CredentialId, MailAddress, Current, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await addresses.ConfirmAsync(Person.CredentialId, Code, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        await addresses.RemoveAsync(Person.CredentialId, cancellationToken);
        return RedirectToPage();
    }

    private async Task<IActionResult> AnswerAsync(NotificationAddressRefusal? refusal, CancellationToken cancellationToken) =>
        refusal is { } why ? await ShowAsync(TextOf(why), cancellationToken) : RedirectToPage();

    private async Task<IActionResult> ShowAsync((string Field, string Text)? error, CancellationToken cancellationToken)
    {
        Error = error;
        var row = await Db.NotificationAddresses.AsNoTracking().SingleOrDefaultAsync(address => address.CredentialId == Person.CredentialId, cancellationToken);
        (Present, Asked) = (row?.Address, row is not null && row.AskedAt + NotificationAddress.CodeLifetime > Now ? row.AskedAddress : null);
        return Page();
    }

    private static (string Field, string Text) TextOf(NotificationAddressRefusal refusal) => refusal switch
    {
        NotificationAddressRefusal.NotAMailAddress => (nameof(MailAddress), T("メールアドレスを name@example.com の形で入力してください。", "Enter a mail address like name@example.com.")),
        NotificationAddressRefusal.TooSoon => (nameof(MailAddress), T("確認コードを送ったばかりです。1分ほど待ってから、もう一度お試しください。", "A code was just sent. Wait a minute, then try again.")),
        NotificationAddressRefusal.CodeIsWrong => (nameof(Code), T("確認コードが違います。メールに書かれた6桁の数字を入力してください。", "That is not the code. Type the six digits of the mail.")),
        NotificationAddressRefusal.CodeIsOver => (nameof(MailAddress), T("確認コードの期限が切れたか、誤りが続きました。メールアドレスを入力して、新しいコードを受け取ってください。", "The code is too old, or too many were wrong. Enter the address again for a new one.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
