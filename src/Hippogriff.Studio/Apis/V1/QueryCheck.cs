using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Validates the query of a request to our own API against the parameters of its endpoint. Refuses unknown and repeated
/// parameters and values outside their <see cref="RangeAttribute"/>, which the OpenAPI document shows too. Unreadable
/// values are refused during binding.
/// </summary>
internal static class QueryCheck
{
    private const string Path = "/api/v1";

    /// <exception cref="RefusedException">A parameter is not valid.</exception>
    public static void Require(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || !context.Request.Path.StartsWithSegments(Path))
            return;
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return;
        if (endpoint.Metadata.GetMetadata<MethodInfo>() is not { } method)
            return;
        ParameterInfo[] known = [.. method.GetParameters().Where(parameter => IsOfQuery(parameter, endpoint))];
        foreach ((string name, StringValues values) in context.Request.Query)
            Require(known, name, values);
    }

    private static void Require(ParameterInfo[] known, string name, StringValues values)
    {
        ParameterInfo? parameter = Array.Find(
            known,
            one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)
        );
        if (parameter is null)
        {
            string names = string.Join(", ", known.Select(one => one.Name));
            string there =
                known.Length == 0
                    ? "this address takes none"
                    : $"there {Counted.Noun(known.Length, "is", "are")} {names}";
            throw Wrong(name, $"There is no query parameter {Quoted.Name(name)}; {there}.");
        }
        if (values.Count > 1)
            throw Wrong(name, $"{parameter.Name} is given {values.Count} times; once is enough.");
        if (parameter.GetCustomAttribute<RangeAttribute>() is not { } range)
            return;
        CultureInfo plain = CultureInfo.InvariantCulture;
        if (!decimal.TryParse(values.ToString(), NumberStyles.AllowLeadingSign, plain, out decimal number))
            return;
        (decimal least, decimal most) = (
            Convert.ToDecimal(range.Minimum, plain),
            Convert.ToDecimal(range.Maximum, plain)
        );
        if (number < least || number > most)
            throw Wrong(name, string.Create(plain, $"{parameter.Name} {number} is not between {least} and {most}."));
    }

    private static bool IsOfQuery(ParameterInfo parameter, RouteEndpoint endpoint)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Guid))
            && endpoint.RoutePattern.GetParameter(parameter.Name!) is null;
    }

    private static RefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status400BadRequest, message, field, "invalid_value");
}
