using System.CommandLine;
using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;

namespace FletsCollect.Server.Commands;

/// <summary>What the desk does about subscribers' IDs, each person in their own name. None of it shows or sets a password.</summary>
internal static class CredentialCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var id = new Argument<string>("id") { Description = "The subscriber's ID: fc and ten digits." };
        var reason = new Option<string>("--reason") { Description = "Why, for the audit trail.", Required = true };
        var to = new Option<string>("--to") { Description = "The file for the letter; it must not exist yet.", Required = true };

        var post = new Command("post-reset-code", "Make a one-time code for a new password and write the letter that takes it to the contract's address. The code is shown nowhere else.") { id, by, to };
        post.SetAction((parsed, token) => PostAsync(run, parsed.GetRequiredValue(id), parsed.GetRequiredValue(by), parsed.GetRequiredValue(to), token));
        var revoke = new Command("revoke-id", "Give an ID up for good; its line may have another.") { id, by, reason };
        revoke.SetAction((parsed, token) => RevokeAsync(run, RevokeCredentialCommand.ByOperator(parsed.GetRequiredValue(id), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason)), token));
        var code = new Argument<string>("code") { Description = "The code, as the subscriber reads it from the page." };
        var explain = new Command("explain-code", "Say what a code on a subscriber's page means and what the subscriber can do.") { code };
        explain.SetAction(parsed => Explain(run, parsed.GetRequiredValue(code)));
        return [post, revoke, explain];
    }

    private static async Task<int> PostAsync(CommandRun run, string id, string person, string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            return run.Refuse($"{file} is there already.", "Name a file that does not exist, so that no letter is lost.");
        var posted = await run.RunAsync<PostResetCode, PostedCode?>(post => post.ExecuteAsync(id, person, reason: null, cancellationToken));
        if (posted is null)
            return run.Refuse($"{id} gets no code.", "There is no such ID, or it is stopped or given up: look at its history.");
        var until = Languages.FullDate(DateOnly.FromDateTime(posted.ExpiresAt.AddHours(9)));
        await File.WriteAllTextAsync(file, ResetLetter.Of(posted), cancellationToken);
        run.Say($"The letter for {posted.UserName} is in {file}. Its code is good once, until {posted.ExpiresAt:yyyy-MM-dd HH:mm} UTC; a newer one ends it. Post it to the contract's address and delete the file.");
        return CommandRun.Done;
    }

    private static async Task<int> RevokeAsync(CommandRun run, RevokeCredentialCommand command, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<RevokeCredential, Result<Credential, RevokeCredentialRefusal>>(revoke => revoke.ExecuteAsync(command, cancellationToken));
        if (!outcome.Succeeded(out var credential, out var refusal))
        {
            var (code, reason, remedy) = CredentialTexts.Of(refusal);
            return run.Refuse($"{command.UserName}: {reason} ({code})", remedy);
        }
        run.Say($"{credential.UserName} is {credential.Status}.");
        return CommandRun.Done;
    }

    private static int Explain(CommandRun run, string code)
    {
        if (SupportCodes.All().FirstOrDefault(known => string.Equals(known.Code, code.Trim(), StringComparison.OrdinalIgnoreCase)) is not { Code: not null } found)
            return run.Refuse($"no page shows the code {code}.", "Codes are a letter and two digits, such as P04; other references are in the server's log.");
        run.Say($"{found.Code}: {found.Reason}");
        run.Say(found.Remedy);
        return CommandRun.Done;
    }
}
