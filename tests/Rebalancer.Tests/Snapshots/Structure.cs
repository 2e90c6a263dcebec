using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Rebalancer.Cpu;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Spells out values of the model by reflection, knowing nothing of the formats.</summary>
internal static class Structure
{
    /// <summary>Every property of a value, and of the values in it.</summary>
    public static string Describe(object value)
    {
        StringBuilder text = new();
        Append(text, value, "", (_, _, _) => { });
        return text.ToString();
    }

    /// <summary>The different values that each settable property has anywhere in some values.</summary>
    public static Dictionary<(Type Type, string Property), HashSet<string>> Variety(params object[] roots)
    {
        Dictionary<(Type, string), HashSet<string>> variety = [];
        foreach (object root in roots)
        {
            Append(new StringBuilder(), root, "", (type, property, description) =>
            {
                if (!variety.TryGetValue((type, property), out HashSet<string>? values))
                {
                    variety.Add((type, property), values = []);
                }

                values.Add(description);
            });
        }

        return variety;
    }

    private static void Append(StringBuilder text, object? value, string indent, Action<Type, string, string> note)
    {
        switch (value)
        {
            case null:
                text.AppendLine("null");
                break;
            case string or Enum or bool or CpuSet or CpuFeatureSet:
                text.AppendLine(CultureInfo.InvariantCulture, $"{value}");
                break;
            case DateTimeOffset moment:
                text.AppendLine(moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            case IFormattable number when value.GetType().IsPrimitive:
                text.AppendLine(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.AppendLine("[");
                foreach (object? item in items)
                {
                    text.Append(indent).Append("  ");
                    Append(text, item, indent + "  ", note);
                }

                text.Append(indent).AppendLine("]");
                break;
            default:
                AppendProperties(text, value, indent, note);
                break;
        }
    }

    private static void AppendProperties(StringBuilder text, object value, string indent, Action<Type, string, string> note)
    {
        Type type = value.GetType();
        text.AppendLine(type.Name);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            bool isFact = type.Name.StartsWith("Fact`", StringComparison.Ordinal);
            if (isFact && property.Name == "Value" && !(bool)type.GetProperty("IsKnown")!.GetValue(value)!)
            {
                continue;
            }

            StringBuilder inner = new();
            Append(inner, property.GetValue(value), indent + "  ", note);
            text.Append(indent).Append("  ").Append(property.Name).Append(": ").Append(inner);
            if (property.SetMethod is not null)
            {
                note(type, property.Name, inner.ToString());
            }
        }
    }
}
