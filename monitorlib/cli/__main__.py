from monitorlib.cli import main

if __name__ == "__main__":
    main()
