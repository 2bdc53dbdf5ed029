namespace FletsCollect;

/// <summary>A row that is one merchant's. To every other merchant it is not there.</summary>
public interface IMerchantOwned
{
    Guid MerchantId { get; }
}
