namespace Rebalancer.Testing.Generation;

/// <summary>Draws which features take part in one cloud, so that clouds with few features at high shares occur (swarm testing).</summary>
internal static class FeatureDraw
{
    /// <summary>The shape with some features switched off.</summary>
    public static CloudShape Of(CloudShape shape, SeededRandom random)
    {
        double Share(double share) => random.Chance(shape.FeatureChance) ? share : 0;
        CountRange None(CountRange range) => random.Chance(shape.FeatureChance) ? range : new CountRange(0, 0);
        CountRange One(CountRange range) => random.Chance(shape.FeatureChance) ? range : CountRange.Exactly(Math.Min(1, range.Max));
        return shape with
        {
            PinnedShare = Share(shape.PinnedShare),
            MixedShare = Share(shape.MixedShare),
            NumaShare = Share(shape.NumaShare),
            PagesShare = Share(shape.PagesShare),
            PciShare = Share(shape.PciShare),
            SriovShare = Share(shape.SriovShare),
            TraitShare = Share(shape.TraitShare),
            CustomResourceShare = Share(shape.CustomResourceShare),
            AggregateSpecShare = Share(shape.AggregateSpecShare),
            VolumeBackedShare = Share(shape.VolumeBackedShare),
            ConfigDriveShare = Share(shape.ConfigDriveShare),
            StoppedShare = Share(shape.StoppedShare),
            PausedShare = Share(shape.PausedShare),
            ErrorShare = Share(shape.ErrorShare),
            StuckShare = Share(shape.StuckShare),
            LockedShare = Share(shape.LockedShare),
            PinnedZoneShare = Share(shape.PinnedZoneShare),
            HintShare = Share(shape.HintShare),
            ManilaShare = Share(shape.ManilaShare),
            LocalityShare = Share(shape.LocalityShare),
            Groups = None(shape.Groups),
            Zones = None(shape.Zones),
            Aggregates = None(shape.Aggregates),
            Cells = One(shape.Cells),
            CpuGenerations = One(shape.CpuGenerations),
            StorageBackends = One(shape.StorageBackends),
            Racks = None(shape.Racks),
            CustomCpuShare = Share(shape.CustomCpuShare),
            DisabledShare = Share(shape.DisabledShare),
            DownShare = Share(shape.DownShare),
            TightShare = Share(shape.TightShare),
            OverFullShare = Share(shape.OverFullShare),
            MovesInFlight = None(shape.MovesInFlight),
            UnknownShare = Share(shape.UnknownShare),
            FaultShare = Share(shape.FaultShare),
        };
    }
}
