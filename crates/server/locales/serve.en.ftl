serve-open = Open { $address } in a browser. Press Ctrl+C to stop.
serve-stopped = Stopped.
serve-port-taken = Port { $taken } is in use by another program; taking port { $free }.
serve-demo-preparing = Preparing the demo: scoring and publishing { $rounds } rounds…
serve-demo-round = · { $title }: { $units } units
serve-demo-in-use = Another running demo uses the folder { $folder }: open its address, stop it, or name another folder with --data.
serve-fault = This could not be done because of a fault of the system. To report it, please give the number { $case }.
