namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Classes as GET /object_info tells them, with lists of names at the first place of an input.</summary>
internal static class ObjectInfo
{
    /// <summary>All classes.</summary>
    public static Dictionary<string, object> All(NodeLists lists) =>
        NodeClasses.All.ToDictionary(one => one.Name, one => Of(one, lists));

    /// <summary>One class; empty if there is none of that name.</summary>
    public static Dictionary<string, object> One(string name, NodeLists lists) =>
        NodeClasses.Find(name) is { } found ? new() { [name] = Of(found, lists) } : [];

    /// <summary>An input: its type or names, and what is known of its values.</summary>
    public static object[] Input(NodeInput input, NodeLists lists) =>
        [input.Names is { } names ? names(lists).Names : input.Type, Details(input)];

    private static object Of(NodeClass one, NodeLists lists)
    {
        Dictionary<string, object> inputs =
                new() { ["required"] = one.Inputs.ToDictionary(input => input.Name, input => Input(input, lists)) },
            order = new() { ["required"] = one.Inputs.Select(input => input.Name) };
        if (one.WritesGraph)
        {
            Dictionary<string, string> hidden = new() { ["prompt"] = "PROMPT", ["extra_pnginfo"] = "EXTRA_PNGINFO" };
            (inputs["hidden"], order["hidden"]) = (hidden, hidden.Keys);
        }
        return new Dictionary<string, object>
        {
            ["input"] = inputs,
            ["input_order"] = order,
            ["output"] = one.Outputs.Select(output => output.Type),
            ["output_is_list"] = one.Outputs.Select(_ => false),
            ["output_name"] = one.Outputs.Select(output => output.Name),
            ["output_tooltips"] = one.Outputs.Select(_ => one.Description),
            ["name"] = one.Name,
            ["display_name"] = one.Title,
            ["description"] = one.Description,
            ["python_module"] = "nodes",
            ["category"] = one.Category,
            ["output_node"] = one.IsOutput,
        };
    }

    private static Dictionary<string, object> Details(NodeInput input)
    {
        Dictionary<string, object> details = [];
        if (input.Default is { } usual)
            details["default"] = usual;
        if (input.Least is { } least)
            details["min"] = least;
        if (input.Most is { } most)
            details["max"] = most;
        if (input.Kind == InputKind.Number)
            details["step"] = 0.01;
        if (input.Kind == InputKind.Whole && input.Name.EndsWith("seed", StringComparison.Ordinal))
            details["control_after_generate"] = true;
        if (input.Kind == InputKind.Upload)
            details["image_upload"] = true;
        if (input.Name == "text")
            details["multiline"] = true;
        return details;
    }
}
