package main

import (
	"github.com/spf13/cobra"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands, keys and algorithms in a shell",
		Long: `completion prints a script for bash, zsh, fish or powershell. It completes commands and flags, the labels and identifiers of keys, key types, algorithms and usages.
Keys of a store that a passphrase opens are not completed.`,
		Example: `  source <(psa completion bash)
  psa completion zsh > "${fpath[1]}/_psa"
  psa completion fish > ~/.config/fish/completions/psa.fish`,
		Args:      arguments(1, 1, "SHELL: bash, zsh, fish or powershell"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			shell, err := oneOf("SHELL", args[0], shells)
			if err != nil {
				return err
			}
			root := cmd.Root()
			switch shell {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			}
			return root.GenPowerShellCompletionWithDesc(a.stdout)
		},
	}
}
