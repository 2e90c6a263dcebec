using System.Runtime.InteropServices;
using Rebalancer.Cli;

using CancellationTokenSource interrupt = new();

// The first Ctrl-C (or TERM) asks for the best answer so far; the second ends the process as usual.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using PosixSignalRegistration ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return CliApp.Run(args, Console.Out, Console.Error, CliEnvironment.OfProcess(), interrupt.Token);
