using System.Text.Json;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Api;

/// <summary>Answers as the API writes them.</summary>
internal static class JsonAnswer
{
    /// <summary>200 with a resource.</summary>
    public static IResult Ok<T>(T resource) => TypedResults.Text(JsonSerializer.Serialize(resource, Problems.Json), "application/json");
}
