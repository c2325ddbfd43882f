namespace Hippogriff.Cli.Parsing;

/// <summary>
/// A script for each shell: it passes the typed words to <c>hippogriff complete</c> and offers its output.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>The last line of <c>complete</c> if file names are possible as well.</summary>
    public const string FilesToo = ":files";

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>How a person turns completion on, for each shell.</summary>
    public static string HowTo(string shell) =>
        shell switch
        {
            "bash" => "source <(hippogriff completion bash)",
            "zsh" => "source <(hippogriff completion zsh)",
            "fish" => "hippogriff completion fish | source",
            _ => "hippogriff completion pwsh | Out-String | Invoke-Expression",
        };

    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Of(string shell) =>
        shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            _ => Pwsh,
        };

    private const string Bash = """
        # In ~/.bashrc: source <(hippogriff completion bash)
        _hippogriff() {
          local word line files=
          local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}")
          COMPREPLY=()
          while IFS=$'\t' read -r line _; do
            if [[ $line == ':files' ]]; then files=1; else COMPREPLY+=("$(printf '%q' "$line")"); fi
          done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
          word=${COMP_WORDS[COMP_CWORD]}
          if [[ -n $files ]]; then
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
            compopt -o filenames 2>/dev/null || true
          fi
          return 0
        }
        complete -F _hippogriff hippogriff

        """;

    private const string Zsh = """
        # In ~/.zshrc, behind compinit: source <(hippogriff completion zsh)
        _hippogriff() {
          local line files=
          local -a found described
          while IFS=$'\t' read -r line help; do
            if [[ $line == ':files' ]]; then files=1; continue; fi
            found+=("$line")
            described+=("${line//:/\\:}:${help}")
          done < <("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
          (( ${#found} )) && _describe hippogriff described
          [[ -n $files ]] && _files
          return 0
        }
        compdef _hippogriff hippogriff

        """;

    private const string Fish = """
        # In ~/.config/fish/config.fish: hippogriff completion fish | source
        function __hippogriff
          set -l words (commandline -opc) (commandline -ct)
          for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
            if test "$line" = ':files'
              __fish_complete_path (commandline -ct)
            else
              echo $line
            end
          end
        end
        complete -c hippogriff -f -a '(__hippogriff)'

        """;

    private const string Pwsh = """
        # In $PROFILE: hippogriff completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName hippogriff -ScriptBlock {
          param($word, $line, $position)
          $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -le $position } |
            Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
          if ($word -eq '') { $words += '' }
          & $line.CommandElements[0].Value complete -- @words 2>$null | Where-Object { $_ -ne ':files' } |
            ForEach-Object {
              $name, $help = $_ -split "`t", 2
              if (-not $help) { $help = $name }
              [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $help)
            }
        }

        """;
}
