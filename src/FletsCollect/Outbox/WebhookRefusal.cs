namespace FletsCollect.Outbox;

/// <summary>Why a merchant's wish about its webhooks was refused. Nothing was changed or sent.</summary>
public enum WebhookRefusal
{
    /// <summary>No such endpoint, event or delivery of this merchant.</summary>
    NotFound,

    /// <summary>The merchant has as many endpoints as it may have.</summary>
    TooManyEndpoints,

    /// <summary>The endpoint is disabled, or was removed.</summary>
    EndpointDisabled,

    /// <summary>The event is older than events are kept.</summary>
    EventPruned,

    /// <summary>There are more events in the time range than are sent again at once.</summary>
    TooManyEvents,
}
