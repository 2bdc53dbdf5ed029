using System.CommandLine;

namespace FletsCollect.Server.Commands;

/// <summary>Arguments that name a thing by its public id.</summary>
internal static class PublicIdArgument
{
    public static Argument<string> Of(string name, string prefix)
    {
        var argument = new Argument<string>(name) { Description = $"Its public id, {prefix}_ and 26 characters." };
        argument.Validators.Add(result =>
        {
            if (!PublicId.TryParse(prefix, result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError($"A {name} is named by its public id: {prefix}_ and 26 characters.");
        });
        return argument;
    }

    /// <summary>The key in an argument that was checked.</summary>
    public static Guid KeyOf(string prefix, string id) => PublicId.TryParse(prefix, id, out var key) ? key : throw new InvalidOperationException($"{id} was checked.");
}
