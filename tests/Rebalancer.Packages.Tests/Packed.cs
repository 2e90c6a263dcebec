using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Rebalancer.Packages.Tests;

/// <summary>All packages, packed once into a folder that goes when the tests are done.</summary>
public sealed partial class Packed : IDisposable
{
    /// <summary>The packages and nothing else.</summary>
    public static readonly string[] Names =
        ["Rebalancer", "Rebalancer.Cli", "Rebalancer.Execution", "Rebalancer.OpenStack", "Rebalancer.Planning", "Rebalancer.Previews", "Rebalancer.Testing"];

    private int programs;
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("rebalancer-packages");

    public Packed()
    {
        Folder = temporary.CreateSubdirectory("packed").FullName;
        foreach (string name in Names)
        {
            Shell.Run(Repository.Root, "dotnet", ["pack", Path.Combine("src", name), "-o", Folder, "-v", "q", "-p:RunAnalyzers=false"]);
        }
    }

    /// <summary>Where the packages are.</summary>
    public string Folder { get; }


    /// <summary>The version that the list of changes begins with.</summary>
    public static string Version { get; } = Heading().Match(File.ReadAllText(Repository.PathOf("src", "CHANGELOG.md"))).Groups[1].Value;

    /// <summary>A package's file.</summary>
    public string FileOf(string name, string extension = "nupkg") => Path.Combine(Folder, $"{name}.{Version}.{extension}");

    /// <summary>What a package says of itself.</summary>
    public XElement MetadataOf(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(FileOf(name));
        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().First();
    }

    /// <summary>A new folder with a program of these tests that refers to packages, and a cache of packages of its own.</summary>
    public string Program(string name, string properties, params string[] references)
    {
        string folder = temporary.CreateSubdirectory($"{name}{++programs}").FullName;
        File.Copy(Repository.PathOf("tests", "Rebalancer.Packages.Tests", name, "Program.cs"), Path.Combine(folder, "Program.cs"));
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(temporary.FullName, "cache")}" /></config>
              <packageSources><add key="packed" value="{Folder}" /></packageSources>
              <fallbackPackageFolders><add key="known" value="{KnownPackages}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Join('\n', references.Select(reference => $"<PackageReference Include=\"{reference}\" Version=\"{Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
        return folder;
    }

    /// <summary>A file in a folder that goes when the tests are done.</summary>
    public string FileIn(string name) => Path.Combine(temporary.FullName, name);

    public void Dispose() => temporary.Delete(recursive: true);

    private static string KnownPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex(@"^## (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
