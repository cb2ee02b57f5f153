cmd-broken = System error: { $what }
