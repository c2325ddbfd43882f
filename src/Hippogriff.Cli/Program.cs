System.Console.WriteLine("hippogriff");
