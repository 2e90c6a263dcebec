using System.Text.Json.Serialization;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Readers of the answers, generated when the library is compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HypervisorAnswer))]
[JsonSerializable(typeof(CpuInfoAnswer))]
[JsonSerializable(typeof(ServiceAnswer))]
[JsonSerializable(typeof(ServerAnswer))]
[JsonSerializable(typeof(TopologyAnswer))]
[JsonSerializable(typeof(FlavorAnswer))]
[JsonSerializable(typeof(AggregateAnswer))]
[JsonSerializable(typeof(ServerGroupAnswer))]
[JsonSerializable(typeof(MigrationAnswer))]
[JsonSerializable(typeof(ProviderAnswer))]
[JsonSerializable(typeof(InventoryAnswer))]
[JsonSerializable(typeof(AllocationAnswer))]
[JsonSerializable(typeof(PortAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
