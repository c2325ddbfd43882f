using Hippogriff.Cli;
using Hippogriff.Cli.Hosting;
using Hippogriff.Devices;

if (NativeSelfTest.Answer(args) is { } tested)
    return tested; // this is the child of a first start
NativeSelfTest.Allow();
using ProcessSignals signals = new();
return signals.CodeOf(await CommandLine.RunAsync(args, CommandHost.OfProcess(), signals.Stop));
