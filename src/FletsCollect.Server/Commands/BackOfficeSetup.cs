namespace FletsCollect.Server.Commands;

/// <summary>What the operator's commands hand money to.</summary>
public static class BackOfficeSetup
{
    /// <summary>In Development the telco's billing and the bank are played; everywhere else they must be connected, or nothing is handed off.</summary>
    public static WebApplicationBuilder AddBackOffice(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
            builder.Services.AddSimulatedBillingAndBank();
        return builder;
    }
}
