using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.SignIn;

/// <summary>Identity's hasher on passwords in one Unicode form, so that the same password typed on another system is the same password.</summary>
internal sealed class NormalisedPasswordHasher<TUser>(IOptions<PasswordHasherOptions> options) : IPasswordHasher<TUser>
    where TUser : class
{
    private readonly PasswordHasher<TUser> hasher = new(options);

    public string HashPassword(TUser user, string password) => hasher.HashPassword(user, PasswordRules.Normalise(password));

    public PasswordVerificationResult VerifyHashedPassword(TUser user, string hashedPassword, string providedPassword) =>
        hasher.VerifyHashedPassword(user, hashedPassword, PasswordRules.Normalise(providedPassword));
}
