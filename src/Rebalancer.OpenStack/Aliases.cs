// What each consumer (or provider) of an answer holds, inventories by class, and amounts by class.
global using AllocationMap = System.Collections.Immutable.ImmutableSortedDictionary<string, Rebalancer.OpenStack.Answers.AllocationAnswer>;
global using InventoryMap = System.Collections.Immutable.ImmutableSortedDictionary<string, Rebalancer.OpenStack.Answers.InventoryAnswer>;
global using ResourceAmounts = System.Collections.Immutable.ImmutableSortedDictionary<Rebalancer.Model.ResourceClass, long>;
