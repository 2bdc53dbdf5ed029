using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.SignIn;

/// <summary>Identity's hasher on passwords in one Unicode form, so that the same password typed on another system is the same password.</summary>
internal sealed class NormalisedPasswordHasher(IOptions<PasswordHasherOptions> options) : IPasswordHasher<Credential>
{
    private readonly PasswordHasher<Credential> hasher = new(options);

    public string HashPassword(Credential user, string password) => hasher.HashPassword(user, PasswordRules.Normalise(password));

    public PasswordVerificationResult VerifyHashedPassword(Credential user, string hashedPassword, string providedPassword) =>
        hasher.VerifyHashedPassword(user, hashedPassword, PasswordRules.Normalise(providedPassword));
}
