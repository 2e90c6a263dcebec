namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>Reads the challenge's files and writes its answers.</summary>
internal static class ReassignmentFiles
{
    private const int Most = 10_000_000;

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The file is not one; the message names line and field.</exception>
    public static ReassignmentModel ReadModel(string path)
    {
        NumberFile file = NumberFile.Open(path);
        var resources = new ReassignmentResource[file.Next("number of resources", least: 1, most: 1000)];
        for (int r = 0; r < resources.Length; r++)
        {
            resources[r] = new ReassignmentResource(file.Next("transient flag of resource", r, 0, 1) == 1, file.Next("load weight of resource", r));
        }

        var machines = new ReassignmentMachine[file.Next("number of machines", least: 1, most: 100_000)];
        for (int m = 0; m < machines.Length; m++)
        {
            machines[m] = new ReassignmentMachine(
                (int)file.Next("neighbourhood of machine", m, 0, Most),
                (int)file.Next("location of machine", m, 0, Most),
                file.NextMany("capacity of machine", m, resources.Length),
                file.NextMany("safety capacity of machine", m, resources.Length),
                [.. file.NextMany("move cost from machine", m, machines.Length).Select(cost => (uint)cost)]);
        }

        var services = new ReassignmentService[file.Next("number of services", least: 0, most: Most)];
        for (int s = 0; s < services.Length; s++)
        {
            int spread = (int)file.Next("spread of service", s, 0, Most);
            var needs = new int[file.Next("number of dependencies of service", s, 0, services.Length)];
            for (int d = 0; d < needs.Length; d++)
            {
                needs[d] = file.NextIndex("dependency of service", s, services.Length);
            }

            services[s] = new ReassignmentService(spread, needs);
        }

        var processes = new ReassignmentProcess[file.Next("number of processes", least: 0, most: Most)];
        for (int p = 0; p < processes.Length; p++)
        {
            processes[p] = new ReassignmentProcess(
                file.NextIndex("service of process", p, services.Length),
                file.NextMany("requirement of process", p, resources.Length),
                file.Next("move cost of process", p));
        }

        var balances = new ReassignmentBalance[file.Next("number of balance costs", least: 0, most: 1000)];
        for (int b = 0; b < balances.Length; b++)
        {
            balances[b] = new ReassignmentBalance(
                file.NextIndex("first resource of balance cost", b, resources.Length),
                file.NextIndex("second resource of balance cost", b, resources.Length),
                file.Next("target of balance cost", b),
                file.Next("weight of balance cost", b));
        }

        ReassignmentModel model = new()
        {
            Resources = resources,
            Machines = machines,
            Services = services,
            Processes = processes,
            Balances = balances,
            ProcessMoveWeight = file.Next("weight of process moves"),
            ServiceMoveWeight = file.Next("weight of service moves"),
            MachineMoveWeight = file.Next("weight of machine moves"),
        };
        file.End();
        return model;
    }

    /// <summary>Reads an assignment: by process, its machine.</summary>
    /// <exception cref="InvalidDataException">The file is not one for this model; the message names line and field.</exception>
    public static int[] ReadAssignment(string path, ReassignmentModel model)
    {
        NumberFile file = NumberFile.Open(path);
        var machineOf = new int[model.Processes.Length];
        for (int p = 0; p < machineOf.Length; p++)
        {
            machineOf[p] = file.NextIndex("machine of process", p, model.Machines.Length);
        }

        file.End();
        return machineOf;
    }

    /// <summary>Writes an assignment.</summary>
    public static void WriteAssignment(string path, IReadOnlyList<int> machineOf) => File.WriteAllText(path, string.Join(' ', machineOf) + "\n");
}
