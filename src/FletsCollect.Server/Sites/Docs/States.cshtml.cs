using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>The life of what a merchant makes, from the tables that the code itself goes by.</summary>
public sealed class StatesModel : PageModel
{
    public IReadOnlyList<StateMachine> Machines { get; } =
    [
        new("charge", "課金", "Charges", [.. ChargeTransitions.Edges.Select(edge => StateEdge.Of(edge.From, edge.Event, edge.To))]),
        new("refund", "返金", "Refunds", [.. RefundTransitions.Edges.Select(edge => StateEdge.Of(edge.From, edge.Event, edge.To))]),
        new("dispute", "異議申立て", "Disputes", [.. DisputeTransitions.Edges.Select(edge => StateEdge.Of(edge.From, edge.Move, edge.To))]),
        new("subscription", "継続課金", "Subscriptions", [.. SubscriptionTransitions.Edges.Select(edge => StateEdge.Of(edge.From, edge.Move, edge.To))]),
    ];
}

/// <summary>A thing that has states.</summary>
public sealed record StateMachine(string Name, string Japanese, string English, IReadOnlyList<StateEdge> Edges);

/// <summary>One move, in the words of the API.</summary>
public sealed record StateEdge(string From, string Event, string To)
{
    public static StateEdge Of<TStatus, TEvent>(TStatus from, TEvent happened, TStatus to)
        where TStatus : struct, Enum
        where TEvent : struct, Enum => new(WireWord.Of(from), WireWord.Of(happened), WireWord.Of(to));
}
