using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

/// <summary>What a user of an assembly sees, against its documentation file.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Public types and members without documentation.</summary>
    public static IEnumerable<string> Undocumented(IEnumerable<Type> types, XDocument documentation)
    {
        var documented = documentation.Descendants("member")
            .Where(member => member.Elements().Any(e => e.Name == "inheritdoc" || e.Name == "include" || !string.IsNullOrWhiteSpace(e.Value)))
            .ToDictionary(member => (string)member.Attribute("name")!);
        return types.Where(type => type.IsVisible)
            .SelectMany(Members)
            .Where(member => !documented.ContainsKey(DocumentationId.Of(member)) && !IsDocumentedParameter(member, documented))
            .Select(DocumentationId.Of)
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<MemberInfo> Members(Type type)
    {
        yield return type;
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            yield break;
        }

        foreach (var member in type.GetMembers(Declared).Where(member => IsWritten(member) && IsSeen(member)))
        {
            yield return member;
        }
    }

    /// <summary>Written by a person: no accessor, implicit constructor, override or compiler-made member of a record.</summary>
    private static bool IsWritten(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member switch
    {
        Type => false,
        ConstructorInfo constructor => !constructor.IsStatic && constructor.GetParameters().Length > 0,
        MethodInfo method => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && method.GetBaseDefinition() == method,
        FieldInfo field => !field.IsSpecialName,
        _ => true,
    };

    private static bool IsSeen(MemberInfo member) => member switch
    {
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsSeen),
        EventInfo @event => IsSeen(@event.AddMethod!),
        _ => false,
    };

    /// <summary>The properties and constructor that a record makes of its parameters are described by the type's param tags.</summary>
    private static bool IsDocumentedParameter(MemberInfo member, Dictionary<string, XElement> documented)
    {
        if (!documented.TryGetValue(DocumentationId.Of(member.DeclaringType ?? (Type)member), out var type))
        {
            return false;
        }

        var names = type.Elements("param").Select(e => (string?)e.Attribute("name")).ToHashSet();
        return member switch
        {
            PropertyInfo property => names.Contains(property.Name),
            ConstructorInfo constructor => constructor.GetParameters().All(parameter => names.Contains(parameter.Name)),
            _ => false,
        };
    }
}
