using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Apply;

/// <summary>The applicant's page: where the application stands, what was asked and answered. Whoever has its address may answer.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ApplicationPageModel(FletsCollectDbContext db, ScreenApplication screen) : PageModel
{
    public MerchantApplication Application { get; private set; } = null!;

    public IReadOnlyList<MerchantEvent> History { get; private set; } = [];

    [BindProperty]
    public string? Answer { get; set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancellationToken) => await FindAsync(token, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancellationToken)
    {
        if (!MerchantApplication.IsToken(token))
            return NotFound();
        // Answered already, in another window: the page shows that.
        if ((await screen.AnswerAsync(token, Answer ?? "", cancellationToken)).Succeeded(out _, out var refusal) || refusal == ScreenApplicationRefusal.MoveNotAllowed)
            return Redirect($"/apply/{token}");
        if (refusal == ScreenApplicationRefusal.ApplicationNotFound)
            return NotFound();
        Error = T($"回答を1〜{MerchantEvent.LongestNote}文字で入力してください。", $"Enter an answer of 1 to {MerchantEvent.LongestNote} characters.");
        return await FindAsync(token, cancellationToken) ? Page() : NotFound();
    }

    private async Task<bool> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!MerchantApplication.IsToken(token))
            return false;
        var hash = MerchantApplication.HashOf(token);
        if (await db.MerchantApplications.AsNoTracking().SingleOrDefaultAsync(row => row.TokenHash == hash, cancellationToken) is not { } application)
            return false;
        Application = application;
        // What comes after the contract is the merchant's, and is on the merchant site.
        History = await db.MerchantEvents.AsNoTracking()
            .Where(row => row.MerchantId == application.Id && (row.Move == MerchantMove.Submit || row.Move == MerchantMove.Screen || row.Move == MerchantMove.Ask
                || row.Move == MerchantMove.Answer || row.Move == MerchantMove.Reject || row.Move == MerchantMove.Contract))
            .OrderBy(row => row.Id).Take(200).ToListAsync(cancellationToken);
        return true;
    }
}
