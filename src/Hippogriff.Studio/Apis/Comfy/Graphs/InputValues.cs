using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Reads the values of inputs that are no links, as loosely as ComfyUI converts them.</summary>
internal static class InputValues
{
    /// <summary>
    /// The value: a decimal for whole numbers, a double, a text, a bool or the own name of a choice. Null with an error
    /// if it is none of them, out of its range or not in its list.
    /// </summary>
    public static object? Read(NodeInput input, JsonElement sent, NodeLists lists, out NodeError? error)
    {
        error = null;
        if (input.Kind == InputKind.Link)
        {
            error = Error("bad_linked_input", "Bad linked input, must be a length-2 list of [node_id, slot_index]");
            return null;
        }
        object? value = Converted(input.Kind, sent);
        if (value is null)
        {
            error = Error("invalid_input_type", $"Failed to convert an input value to a {input.Type} value");
            return null;
        }
        if (input.Kind is InputKind.Choice or InputKind.Upload)
        {
            NameList names = input.Names!(lists);
            object? meant = names.Meant((string)value);
            error = meant is null ? NotInList(input, (string)value, names) : null;
            return meant;
        }
        error = OutOfRange(input, value);
        return error is null ? value : null;

        NodeError Error(string type, string message) => new(type, message, input.Name, Facts(input, Shown(sent)));
    }

    /// <summary>The value as it is told back, cut to a length for reading.</summary>
    private static object? Shown(JsonElement sent) =>
        sent.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? sent
        : JsonText.StringOf(sent) is { } text ? Quoted.Name(text).Trim('\'')
        : null;

    private static Dictionary<string, object?> Facts(NodeInput input, object? value) =>
        new() { ["input_name"] = input.Name, ["received_value"] = value };

    private static NodeError? OutOfRange(NodeInput input, object value)
    {
        decimal? number = value switch
        {
            decimal whole => whole,
            double any when Math.Abs(any) < 1e20 => (decimal)any,
            double any => any < 0 ? decimal.MinValue : decimal.MaxValue,
            _ => null,
        };
        string said = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (number < input.Least)
            return new(
                "value_smaller_than_min",
                string.Create(CultureInfo.InvariantCulture, $"Value {said} smaller than min of {input.Least}"),
                input.Name,
                Facts(input, value)
            );
        return number > input.Most
            ? new(
                "value_bigger_than_max",
                string.Create(CultureInfo.InvariantCulture, $"Value {said} bigger than max of {input.Most}"),
                input.Name,
                Facts(input, value)
            )
            : null;
    }

    private static NodeError NotInList(NodeInput input, string value, NameList names)
    {
        const int MostNamed = 20;
        string said = Quoted.Name(value);
        if (input.Kind == InputKind.Upload)
            return new(
                "custom_validation_failed",
                "Custom validation failed for node",
                $"{input.Name} - Invalid image file: {said.Trim('\'')}",
                Facts(input, said.Trim('\''))
            );
        string there =
            names.Names.Count > MostNamed
                ? $"(list of length {names.Names.Count})"
                : $"[{string.Join(", ", names.Names.Select(name => $"'{name}'"))}]";
        return new(
            "value_not_in_list",
            "Value not in list",
            $"{input.Name}: {said} not in {there}",
            Facts(input, said.Trim('\''))
        );
    }

    private static object? Converted(InputKind kind, JsonElement sent) =>
        kind switch
        {
            InputKind.Whole => WholeOf(sent),
            InputKind.Number => NumberOf(sent),
            InputKind.Truth => TruthOf(sent),
            InputKind.Text when sent.ValueKind == JsonValueKind.Number => sent.GetRawText(),
            InputKind.Text when sent.ValueKind == JsonValueKind.Null => "", // of a client with no negative prompt
            _ => JsonText.StringOf(sent),
        };

    private static object? WholeOf(JsonElement sent)
    {
        if (sent.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return sent.GetBoolean() ? 1m : 0m;
        if (sent.ValueKind == JsonValueKind.Number && sent.TryGetDecimal(out decimal number))
            return decimal.Truncate(number);
        return
            JsonText.StringOf(sent) is { } text
            && decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out decimal read
            )
            ? read
            : null;
    }

    private static object? NumberOf(JsonElement sent)
    {
        if (sent.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return sent.GetBoolean() ? 1.0 : 0.0;
        if (sent.ValueKind == JsonValueKind.Number && sent.TryGetDouble(out double number))
            return double.IsFinite(number) ? number : null;
        return
            JsonText.StringOf(sent) is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read)
            && double.IsFinite(read)
            ? read
            : null;
    }

    private static object? TruthOf(JsonElement sent) =>
        sent.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when sent.TryGetDouble(out double number) => number != 0,
            JsonValueKind.String => JsonText.StringOf(sent) is { Length: > 0 },
            _ => null,
        };
}
