namespace Hippogriff.Studio.Setup;

/// <summary>How a class comes in.</summary>
/// <param name="Address">The address that pupils type, such as http://192.168.1.20:5177.</param>
/// <param name="Code">The code that they type there.</param>
/// <param name="TeacherAddress">The address that lets the teacher in; whoever has it may do everything.</param>
public sealed record ClassInvitation(string Address, string Code, string TeacherAddress);
