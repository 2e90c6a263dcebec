using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.OpenStack.Answers;

/// <summary>A number that older microversions write as an empty text when it is 0 (a flavor's swap below 2.75).</summary>
internal sealed class NumberOrEmpty : JsonConverter<int>
{
    /// <inheritdoc/>
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return reader.GetInt32();
        }

        string text = reader.GetString()!;
        return text.Length == 0 ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
            : throw new JsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
