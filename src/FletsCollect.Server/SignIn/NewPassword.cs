using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;

namespace FletsCollect.Server.SignIn;

/// <summary>Says on a form why a new password is not taken.</summary>
internal static class NewPassword
{
    /// <summary>The rule that the password breaks, in the request's language; null when it may be taken.</summary>
    public static string? Problem(string? password, string? userName = null)
    {
        if (PasswordRules.Refusal(password ?? "", userName) is not { } refusal)
            return null;
        var (code, reason, remedy) = CredentialTexts.Of(refusal);
        return $"{reason}{Languages.T("", " ")}{remedy} ({code})";
    }
}
