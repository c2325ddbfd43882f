using Hippogriff.Cli;

using ProcessSignals signals = new();
return await CommandLine.RunAsync(args, CommandHost.OfProcess(), signals.Stop);
